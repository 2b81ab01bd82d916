"""`portdesk up --demo`: a desk is filled by its own interfaces, as drawn, and only once."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from cli.installation import Installation
from cli.sample.drawing import Drawn, draw
from cli.sample.material import Life, Material
from cli.sample.populate import populate
from services.intake.domain.model import ACCEPTED_AT_ONCE
from tests.support.suites import UpProcess, suite
from tests.support.waiting import eventually

MANY, MORE = 60, 70
BROUGHT_TO: Mapping[Life, str] = {
    Life.ACCEPTED: "accepted",
    Life.TAKEN: "in_progress",
    Life.WORKING: "in_progress",
    Life.ASKED: "waiting_requester",
    Life.RESOLVED: "resolved",
    Life.CLOSED: "closed",
}


async def test_a_desk_is_filled_as_drawn_and_a_second_run_makes_no_more(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    material = Material.of(installation.province_data)
    drawn = [draw(material, n) for n in range(MORE)]
    assert {one.life for one in drawn[:MANY]} == set(Life)

    async def made(desk: UpProcess, count: int) -> int:
        return (await populate(desk.url, installation, count, say=lambda _: None)).requests

    with suite(tmp_path, "--demo", str(MANY)) as desk:
        desk.until(f"Registered {MANY} demonstration requests; everything in them is invented")
        await eventually(lambda: _holds(desk, installation, drawn[:MANY]), within=60, every=0.5)

        _forget(tmp_path)
        assert await made(desk, MANY) == 0, "their keys are known"
        assert await made(desk, MORE) == MORE - MANY
        assert await made(desk, MANY) == 0
        await eventually(lambda: _holds(desk, installation, drawn), within=60, every=0.5)

    with suite(tmp_path, "--demo", str(MANY)) as again:
        again.until(f"演示数据已有{MANY}件，没有新增")
        assert await _holds(again, installation, drawn)


async def _holds(desk: UpProcess, installation: Installation, drawn: list[Drawn]) -> bool:
    """Whether the desk has exactly these requests, each as far as it was drawn to go."""
    supervisor, now = Material.of(installation.province_data).supervisor(), datetime.now(UTC)
    token = installation.prepare().token(
        supervisor, installation=installation.name, now=now, lifetime=timedelta(minutes=10)
    )
    async with httpx.AsyncClient(base_url=desk.url, headers={"Authorization": f"Bearer {token}"}) as client:
        page = (await client.get("/intake/v1/requests", params={"limit": 200})).json()
    found = sorted((one["title"], one["description"], one["status"]) for one in page["items"])
    return found == sorted((one.line["title"], one.line["description"], _end(one)) for one in drawn)


def _forget(data: Path) -> None:
    """Takes away what says how many were made, as if the run had been killed at the very end."""
    next(data.glob("demonstration-*")).unlink()


def _end(one: Drawn) -> str:
    by_itself = "accepted" if one.line["channel"] in ACCEPTED_AT_ONCE else "submitted"
    return BROUGHT_TO.get(one.life, by_itself)
