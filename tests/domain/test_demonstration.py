"""Demonstration data is the same every time, is invented, and is what the desk takes."""

from collections import Counter

import pytest

from cli.installation import ROOT
from cli.sample.drawing import Drawn, draw
from cli.sample.material import Life, Material
from services.intake.domain.model import OPEN_TO
from services.intake.wire import RequestLineParams
from shared.kernel.desk import Channel, Kind, Severity

PROVINCE = ROOT / "deploy" / "henan"
MANY = 1_000


@pytest.fixture(scope="module")
def material() -> Material:
    return Material.of(PROVINCE)


@pytest.fixture(scope="module")
def drawn(material: Material) -> list[Drawn]:
    return [draw(material, n) for n in range(MANY)]


def test_the_nth_request_is_the_same_in_every_run_and_another_under_another_seed(drawn: list[Drawn]) -> None:
    again = Material.of(PROVINCE)
    other = Material(again.words.model_copy(update={"seed": "elsewhere"}), again.areas, again._units)

    assert [draw(again, n) for n in reversed(range(MANY))] == drawn[::-1]
    assert [draw(other, n).line["title"] for n in range(MANY)] != [one.line["title"] for one in drawn]
    assert len({one.key for one in drawn} | {draw(other, n).key for n in range(MANY)}) == 2 * MANY


def test_every_line_is_one_the_desk_takes_from_whoever_registers_it(material: Material, drawn: list[Drawn]) -> None:
    for one in drawn:
        draft = RequestLineParams.model_validate(one.line).draft()
        assert any(draft.channel in OPEN_TO.get(role, ()) for role in one.by.roles)
        assert draft.function_area is material.areas[draft.application]


def test_a_queue_of_them_is_mixed(material: Material, drawn: list[Drawn]) -> None:
    def seen(member: str) -> set[str]:
        return {one.line[member] for one in drawn}

    assert seen("kind") == set(Kind)
    assert seen("channel") == set(Channel)
    assert seen("severity") == set(Severity)
    assert seen("territory") == material.words.places.keys()
    assert {one.life for one in drawn} == set(Life)
    assert Counter(one.line["title"] for one in drawn).most_common(1)[0][1] < MANY // 20


def test_whoever_reads_one_sees_that_it_is_invented(material: Material, drawn: list[Drawn]) -> None:
    assert all(one.line["description"].endswith(material.words.mark) for one in drawn)
    assert all(one.line["enterprise"][8:12] == "DEM0" for one in drawn)
    assert not any("{" in text for one in drawn for text in (one.line["title"], one.question, one.reply))
