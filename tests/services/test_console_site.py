"""How the console's files are served: cached, compressed, refused, and never without the policy."""

import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from cli.console.front import front
from cli.console.policy import DIRECTIVES, HEADERS, LARGEST_REPORT, REPORTS
from cli.console.site import FOREVER, Site
from cli.contracts.services import composed
from shared.runtime.telemetry import POLICY_VIOLATIONS

SCRIPT = "/assets/index-DzAKYnaZ.js"
PAGE = b"<!doctype html><title>desk</title>"
HTML = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """What a build leaves."""
    dist = tmp_path / "console" / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / ".stamp").write_text("not for the public")
    (dist / "index.html").write_bytes(PAGE)
    script = dist / SCRIPT.lstrip("/")
    script.write_bytes(b"const desk = 1")
    script.with_name(script.name + ".br").write_bytes(b"as brotli")
    script.with_name(script.name + ".gz").write_bytes(gzip.compress(b"const desk = 1"))
    return dist


@pytest.fixture
async def browser(dist: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Asks a front with one service behind it."""
    app = FastAPI()

    @app.get("/intake/v1/many")
    async def many() -> list[str]:
        return ["报关单"] * 500

    @app.get("/intake/v1/few")
    async def few() -> list[str]:
        return ["报关单"]

    async with asked(Site.of_folder(dist), {"intake": app}) as client:
        yield client


def asked(site: Site, apps: dict[str, FastAPI]) -> httpx.AsyncClient:
    """A client of a front."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(front(site, apps)), base_url="http://desk")


async def test_an_asset_is_kept_for_ever_and_the_page_is_asked_for_each_time(browser: httpx.AsyncClient) -> None:
    script, page = await browser.get(SCRIPT), await browser.get("/")
    again = await browser.get("/", headers={"If-None-Match": f'"other", W/{page.headers["etag"]}'})

    assert script.headers["cache-control"] == FOREVER
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert (page.headers["cache-control"], page.content) == ("no-cache", PAGE)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", None), ("", None)],
)
async def test_the_copy_made_at_build_is_sent_to_whoever_takes_it(
    browser: httpx.AsyncClient, accepted: str, coding: str | None
) -> None:
    async with browser.stream("GET", SCRIPT, headers={"Accept-Encoding": accepted}) as answer:
        raw = b"".join([piece async for piece in answer.aiter_raw()])

    assert answer.headers.get("content-encoding") == coding
    assert "Accept-Encoding" in answer.headers["vary"]
    assert raw == {"br": b"as brotli", "gzip": gzip.compress(b"const desk = 1"), None: b"const desk = 1"}[coding]


@pytest.mark.parametrize("path", ["/requests/019a", "/queue?view=mine", "/index.html"])
async def test_a_place_in_the_console_is_the_page(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path, headers=HTML)

    assert (answer.status_code, answer.content) == (200, PAGE)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/assets/index-old.js", HTML),
        ("/assets/", HTML),
        ("/requests/019a", {"Accept": "application/json"}),
        ("/.stamp", {}),
        ("/routing/v1/queue", {}),
        ("/problems/no-such-reason", HTML),
    ],
)
async def test_what_is_not_there_is_a_problem_and_not_the_page(
    browser: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    answer = await browser.get(path, headers=headers)

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_the_site_is_read_only(browser: httpx.AsyncClient, method: str) -> None:
    answer = await browser.request(method, "/", headers=HTML)

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path", ["/", SCRIPT, "/nothing", "/intake/v1/many", "/intake/v1/nothing", "/problems/stale", REPORTS]
)
async def test_every_answer_carries_the_policy(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)

    assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_json_is_compressed_from_one_kilobyte_on(browser: httpx.AsyncClient) -> None:
    many, few = await browser.get("/intake/v1/many"), await browser.get("/intake/v1/few")

    assert many.headers["content-encoding"] == "gzip"
    assert int(many.headers["content-length"]) < 300
    assert many.json() == ["报关单"] * 500
    assert "content-encoding" not in few.headers


async def test_a_reference_page_may_run_the_one_script_it_carries(dist: Path) -> None:
    intake = next(service.app for service in composed() if service.name == "intake")
    async with asked(Site.of_folder(dist), {"intake": intake}) as client:
        page, elsewhere = await client.get("/intake/docs"), await client.get("/intake/v1/openapi.json")

    policy = page.headers["content-security-policy"]
    assert page.text.count("<script>") == policy.count("'sha256-") == 1
    assert "script-src 'self' 'sha256-" in policy
    assert elsewhere.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("report", "counted"),
    [
        ({"csp-report": {"effective-directive": "script-src-elem"}}, "script-src"),
        ({"csp-report": {"violated-directive": "require-trusted-types-for 'script'"}}, "require-trusted-types-for"),
        ({"csp-report": {"effective-directive": "who knows what"}}, "other"),
    ],
)
async def test_a_reported_violation_is_counted(browser: httpx.AsyncClient, report: Any, counted: str) -> None:
    before = count(counted)
    answer = await browser.post(REPORTS, json=report)

    assert (answer.status_code, count(counted) - before) == (204, 1)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"csp-report": 3}', b"\xff", b"[" * 9000])
async def test_what_is_no_report_counts_for_nothing(browser: httpx.AsyncClient, body: bytes) -> None:
    before = {directive: count(directive) for directive in (*DIRECTIVES, "other")}
    answer = await browser.post(REPORTS, content=body)

    assert answer.status_code == 422
    assert {directive: count(directive) for directive in (*DIRECTIVES, "other")} == before


async def test_a_report_has_a_bound(browser: httpx.AsyncClient) -> None:
    body = json.dumps({"csp-report": {"effective-directive": "img-src", "blocked-uri": "x" * LARGEST_REPORT}})

    assert (await browser.post(REPORTS, content=body)).status_code == 413


@pytest.mark.usefixtures("dist")
async def test_a_console_that_was_not_built_from_these_sources_is_not_served(tmp_path: Path) -> None:
    async with asked(Site.of(tmp_path), {}) as client:
        page, script = await client.get("/"), await client.get(SCRIPT)

    assert page.status_code == 200
    assert "make console" in page.text
    assert script.status_code == 404


def count(directive: str) -> float:
    """How often a directive was reported as violated."""
    return float(POLICY_VIOLATIONS.labels(directive)._value.get())
