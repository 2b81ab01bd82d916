"""The work list: what is due, who answers for it, and every act on it by keys."""

import re
import time

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.brought import Outside
from tests.support.browser import Complaints, faults_of, in_both_themes, picture
from tests.support.seats import sit_down
from tests.support.suites import UpProcess
from tests.support.worklist import bring_three, clerk_of, focused, handler_of, open_queue, rows_of, titles_of

pytestmark = pytest.mark.browser

SUPERVISOR = "p-ha-port-03"
CERTIFIER = "p-ha-cus-03"


@pytest.fixture(scope="module")
def various(running: UpProcess) -> str:
    """A city with lines of several kinds, in several states."""
    territory = "411500"
    clerk, handler = Outside(running.url, clerk_of(territory)), Outside(running.url, handler_of(territory))
    ids = [
        clerk.bring("舱单回执丢失，无法放行", territory, kind="consultation", severity="S1", application="manifest"),
        clerk.bring("两步申报的担保备案怎么操作", territory, kind="guidance", severity="S2", channel="counter"),
        clerk.bring("原产地证书更改签发要多久", territory, enterprise="91410100MA44N8YX1D", channel="counter"),
        clerk.bring("如何查询企业资质备案的进度，上次提交以后没有任何回执，也没有短信提醒", territory, severity="S4"),
        clerk.bring("返程班列的换装信息在哪里看", territory, kind="guidance", application="rail-express"),
    ]
    for request_id in ids[1:3]:
        handler.act(request_id, "acceptance")
    handler.act(ids[2], "start")
    return territory


def test_the_list_its_sheets_and_its_empty_views_can_be_read_by_everybody(
    page: Page, various: str, language: str, complaints: Complaints
) -> None:
    open_queue(page, various, "?view=all")
    page.keyboard.press("j")
    expect(page.get_by_role("complementary").get_by_role("table")).to_be_visible()
    in_both_themes(page, f"queue-{language}")
    page.keyboard.press("Shift+X")
    page.keyboard.press("Control+a")
    in_both_themes(page, f"queue-chosen-{language}")
    page.keyboard.press("a")
    expect(page.get_by_role("dialog")).to_be_visible()
    in_both_themes(page, f"queue-act-{language}")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("存为视图|Save view")).click()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    in_both_themes(page, f"queue-save-view-{language}")
    page.keyboard.press("Escape")
    page.goto("/queue?view=co_handler")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    in_both_themes(page, f"queue-empty-{language}")
    complaints.expected.append("ERR_FAILED")
    page.route("**/routing/v1/queue?*", lambda route: route.abort())
    page.goto("/queue?view=all")
    expect(page.get_by_role("heading", name=re.compile("连不上|cannot be reached"))).to_be_visible()
    in_both_themes(page, f"queue-away-{language}")


def test_compact_rows_have_room_for_what_they_say(page: Page, various: str) -> None:
    page.add_init_script("localStorage.setItem('portdesk.density', 'compact')")
    open_queue(page, various, "?view=all")

    assert faults_of(page) == []
    assert page.evaluate("[...document.querySelectorAll('[role=gridcell]')].every(c => c.scrollHeight <= 44)")
    picture(page, "queue-compact")


def test_a_line_says_what_it_is_who_answers_for_it_and_by_when(page: Page, various: str) -> None:
    open_queue(page, various, "?view=all")
    row = rows_of(page).filter(has_text="原产地证书更改签发要多久")

    for words in ("原产地证书更改签发要多久", "货物申报", "信阳", "窗口", "信阳市口岸管理部门", "办结", "办理中"):
        expect(row).to_contain_text(words)
    expect(row.get_by_title("咨询")).to_be_visible()
    place, number = (row.locator(part).bounding_box() for part in (".facts", ".facts code"))
    assert place
    assert number
    assert number["x"] + number["width"] <= place["x"] + place["width"]
    expect(row.locator("time").first).to_have_attribute("datetime", re.compile(r"^\d{4}-\d\d-\d\dT"))


def test_every_line_is_reached_chosen_and_seen_by_keys_alone(page: Page, running: UpProcess) -> None:
    bring_three(running, "410300")
    open_queue(page, "410300")
    first, second, third = titles_of(page)
    press = page.keyboard.press

    press("j")
    assert focused(page) == first
    press("j")
    assert focused(page) == second
    press("End")
    assert focused(page) == third
    press("k")
    press("ArrowUp")
    assert focused(page) == first
    press("x")
    press("End")
    press("Shift+X")
    expect(page.get_by_text("已选 3 条")).to_be_visible()
    expect(rows_of(page).nth(1)).to_have_attribute("aria-selected", "true")
    press("Escape")
    expect(page.get_by_text("已选 3 条")).to_have_count(0)
    press("Control+a")
    expect(page.get_by_text("已选 3 条")).to_be_visible()
    press("Escape")
    expect(page.get_by_role("complementary").get_by_role("heading", name=third)).to_be_visible()
    press("p")
    expect(page.get_by_role("complementary")).to_have_count(0)
    press("p")
    press("7")
    expect(page).to_have_url(re.compile(r"view=all"))
    press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("２号问题")
    press("Enter")
    expect(page).to_have_url(re.compile(r"view=all&q="))
    expect(rows_of(page)).to_have_count(1)
    press("j")
    assert focused(page) == second


def test_what_the_server_allows_is_done_from_the_line_with_one_key(page: Page, running: UpProcess) -> None:
    (request_id, *_) = bring_three(running, "410400")
    handler = Outside(running.url, handler_of("410400"))
    open_queue(page, "410400")
    row = rows_of(page).first
    page.keyboard.press("j")

    page.keyboard.press("a")
    expect(row).to_contain_text("已受理")
    assert handler.handling(request_id)["status"] == "accepted"
    expect(page.get_by_role("complementary").get_by_role("button", name="开始办理")).to_be_visible()
    page.keyboard.press("s")
    expect(row).to_contain_text("办理中")
    page.keyboard.press("e")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(row).to_contain_text("已办结")
    expect(page.get_by_text("已办结 1 件。")).to_be_visible()
    assert handler.handling(request_id)["status"] == "done"
    page.keyboard.press("a")
    expect(page.get_by_text("这里现在不能“受理”。")).to_be_visible()


def test_the_address_says_what_is_shown(page: Page, various: str) -> None:
    open_queue(page, various, "?view=all")
    page.get_by_role("button", name="指导").click()
    expect(page).to_have_url(re.compile(r"kind=guidance"))
    expect(rows_of(page)).to_have_count(2)
    page.get_by_label("排序").select_option("newest")
    expect(page).to_have_url(re.compile(r"sort=newest"))
    page.reload()
    expect(page.get_by_role("button", name="指导")).to_have_attribute("aria-pressed", "true")
    expect(rows_of(page)).to_have_count(2)
    assert titles_of(page)[0] == "返程班列的换装信息在哪里看"
    page.go_back()
    page.go_back()

    expect(page.get_by_role("button", name="指导")).to_have_attribute("aria-pressed", "false")
    expect(rows_of(page)).to_have_count(5)


@pytest.mark.parametrize("query", ["view=no-such-view", "kind=nonsense", "sort=colour", "severity=S9"])
def test_what_there_is_not_is_said_and_the_rest_is_shown(page: Page, various: str, query: str) -> None:
    sit_down(page, clerk_of(various), at=f"/queue?{query}")

    expect(page.get_by_text(f"没有“{query.split('=')[1]}”这个视图或筛选条件")).to_be_visible()
    expect(page.get_by_role("group", name="视图").locator("[aria-current]")).to_contain_text("本单位首问")
    expect(rows_of(page)).to_have_count(5)


def test_a_word_that_is_too_short_is_refused_in_the_servers_words(
    page: Page, various: str, complaints: Complaints
) -> None:
    complaints.expected.append("422")
    sit_down(page, handler_of(various), at="/queue?q=税")

    expect(page.get_by_role("main")).to_contain_text("请至少输入两个汉字、一个词或编号的一段。")


def test_a_view_is_kept_counted_and_taken_away(page: Page, various: str) -> None:
    open_queue(page, various, "?view=all&kind=guidance")
    page.get_by_role("button", name="存为视图").click()
    page.keyboard.type("指导类")
    page.keyboard.press("Control+Enter")
    tab = page.get_by_role("group", name="视图").get_by_role("button", name=re.compile("^指导类"))
    expect(tab).to_have_attribute("aria-current", "true")
    expect(tab).to_contain_text("2")
    expect(rows_of(page)).to_have_count(2)
    page.keyboard.press("7")
    expect(rows_of(page)).to_have_count(5)
    page.keyboard.press("8")
    expect(rows_of(page)).to_have_count(2)
    page.reload()
    expect(rows_of(page)).to_have_count(2)
    page.get_by_role("button", name="存为视图").click()
    page.get_by_role("button", name="删除视图“指导类”").click()

    expect(tab).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_of_many_each_has_its_own_result(page: Page, running: UpProcess) -> None:
    ids = bring_three(running, "410500")
    other = Outside(running.url, handler_of("410500"))
    open_queue(page, "410500")

    def meanwhile(route: Route) -> None:
        other.act(ids[1], "acceptance")
        route.continue_()

    page.route("**/routing/v1/handlings:bulk", meanwhile, times=1)
    page.keyboard.press("j")
    page.keyboard.press("Control+a")
    page.keyboard.press("a")
    expect(page.get_by_role("dialog", name="受理 · 3 件")).to_be_visible()
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("已受理 2 件；1 件未成，仍保持选中，原因写在行内。")).to_be_visible()
    expect(page.get_by_text("已选 1 条")).to_be_visible()
    refused = rows_of(page).nth(1)
    expect(refused).to_have_attribute("aria-selected", "true")
    expect(refused.locator(".note")).not_to_be_empty()
    expect(rows_of(page).first).to_contain_text("已受理")


def test_an_act_from_the_line_waits_for_a_desk_that_does_not_answer_and_is_done_once(
    page: Page, running: UpProcess, complaints: Complaints
) -> None:
    complaints.expected += ["ERR_FAILED"]
    first, second, _ = bring_three(running, "411000")
    other = Outside(running.url, handler_of("411000"))
    open_queue(page, "411000")
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        route.abort()

    page.route("**/routing/v1/handlings:bulk", lose, times=1)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(rows_of(page).first.locator(".note")).to_contain_text("恢复后自动发送")
    expect(rows_of(page).first).to_contain_text("已受理")
    expect(rows_of(page).first.locator(".note")).to_have_count(0)
    assert other.handling(first)["status"] == "accepted"

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        lose(route)

    page.route("**/routing/v1/handlings:bulk", lose_the_answer, times=1)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(rows_of(page).nth(1).locator(".note")).to_contain_text("可能已经办成")
    expect(rows_of(page).nth(1)).to_contain_text("已受理")
    assert other.handling(second)["version"] == 2
    assert len(lost) == 2


def test_what_changes_waits_until_it_is_asked_for(page: Page, running: UpProcess) -> None:
    bring_three(running, "410600")
    clerk = Outside(running.url, clerk_of("410600"))
    open_queue(page, "410600")
    expect(page.get_by_text("实时更新")).to_be_visible()
    before = titles_of(page)
    page.keyboard.press("j")
    page.keyboard.press("j")

    clerk.bring("0号问题，更急", "410600", severity="S1")
    expect(page.get_by_role("button", name="1 条变化 · 载入")).to_be_visible()
    assert titles_of(page) == before
    picture(page, "queue-changes")
    expect(page.get_by_text("变化载入之前共 3 条")).to_be_visible()
    page.keyboard.press(".")

    expect(rows_of(page)).to_have_count(4)
    expect(page.get_by_role("button", name="1 条变化 · 载入")).to_have_count(0)
    assert focused(page) == before[1]


def test_a_line_that_somebody_else_took_changes_where_it_stands(page: Page, running: UpProcess) -> None:
    ids = bring_three(running, "410700")
    open_queue(page, "410700")
    expect(page.get_by_text("实时更新")).to_be_visible()
    page.keyboard.press("j")

    Outside(running.url, handler_of("410700")).act(ids[2], "acceptance")

    expect(rows_of(page).nth(2)).to_contain_text("已变动")
    expect(rows_of(page)).to_have_count(3)


def test_who_comes_back_finds_the_line_they_left(page: Page, running: UpProcess) -> None:
    bring_three(running, "410800")
    open_queue(page, "410800")
    third = titles_of(page)[2]
    page.keyboard.press("End")
    page.get_by_role("link", name="接口文档").click()
    expect(page).to_have_url("/reference")
    page.go_back()
    expect(rows_of(page)).to_have_count(3)

    page.keyboard.press("j")
    assert focused(page) == third


def test_a_busy_desk_is_asked_again_and_a_line_that_is_cut_is_told(
    page: Page, various: str, complaints: Complaints
) -> None:
    complaints.expected += ["503", "ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
    page.route(
        "**/routing/v1/queue?*", lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}, json={}), times=1
    )
    open_queue(page, various, "?view=all")
    page.context.set_offline(True)
    page.keyboard.press("1")
    expect(page.get_by_text(re.compile("连接已中断"))).to_be_visible()
    picture(page, "queue-offline")
    page.context.set_offline(False)
    page.keyboard.press("7")

    expect(rows_of(page)).to_have_count(5)
    expect(page.get_by_text(re.compile("连接已中断"))).to_have_count(0)


def test_who_has_no_work_list_is_told_who_has(page: Page) -> None:
    sit_down(page, CERTIFIER, at="/queue")

    expect(page.get_by_role("heading", name="您的岗位不能打开这一页")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("督办员")
    expect(page.get_by_role("link", name="工作队列")).to_have_count(0)


def test_all_pages_of_a_person_share_one_stream_and_go_without_where_there_can_be_none(
    page: Page, running: UpProcess
) -> None:
    sit_down(page, SUPERVISOR, at="/queue")
    expect(page.get_by_text("实时更新")).to_be_visible()
    streams_come_to(running, 1)
    other = page.context.new_page()
    sit_down(other, SUPERVISOR, at="/queue")
    expect(other.get_by_text("实时更新")).to_be_visible()
    assert streams_open(running) == 1

    other.add_init_script("delete globalThis.SharedWorker")
    other.reload()

    expect(other.get_by_text("每30秒更新一次")).to_be_visible()
    expect(rows_of(other).first).to_be_visible()


def streams_come_to(running: UpProcess, wanted: int) -> None:
    """Waits for the lines of browsers that earlier tests have closed to end."""
    deadline = time.monotonic() + 60
    while (found := streams_open(running)) != wanted:
        assert time.monotonic() < deadline, found
        time.sleep(0.2)


def streams_open(running: UpProcess) -> int:
    """How many lines to pages the desk holds."""
    metrics = httpx.get(f"{running.ops_url}/metrics").text
    return int(sum(float(value) for value in re.findall(r"^portdesk_streams_open(?:\{.*\})? (\S+)$", metrics, re.M)))
