"""The work list in the machine's Chromium: first line, keys, views, and ten thousand lines under the wheel."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from statistics import median
from typing import Any
from uuid import UUID

from playwright.async_api import Route

from bench.browser import Browsing, missing
from bench.lab import Lab
from bench.scenario import Figure, Pair, Scenario, Target
from bench.spread import quantile
from bench.up import up
from cli.console.build import build
from cli.console.node import NodeError
from cli.installation import ROOT
from cli.sample.populate import populate

HEAD = "p-ha-eport-05"
"""Somebody of a busy unit, who has lines in every view."""
QUEUE = "/queue?view=lead"
LINES = 10_000
WHEEL = 130
"""Pixels per frame: a hand that turns the wheel without a rest."""
FRAMES = 400
PRESSES = 20
LOADED = Figure("script and style", "KiB", Target(150, at_most=True))
COLD = Figure("first row", "ms", Target(1500, at_most=True))
AGAIN = Figure("first row", "ms", Target(700, at_most=True))
FOCUS = Figure("J to focus", "ms", Target(60, at_most=True))
VIEW = Figure("view switch", "ms", Target(250, at_most=True))
FRAME = Figure("frame p95", "ms", Target(33.4, at_most=True))
"""Two frames of a screen with 60 of them a second."""
WORST = Figure("frame longest", "ms", Target(50, at_most=True))
SCRIPT = Figure("script a frame", "ms", Target(1, at_most=True))


@asynccontextmanager
async def _open(lab: Lab) -> AsyncIterator[Sequence[Pair]]:
    reason = missing() or await asyncio.to_thread(_unbuilt, lab)
    if reason:
        lab.left_out.append(f"console: {reason}")
        lab.say(f"  {reason}")
        yield []
        return
    async with up(lab, lab.folder / "console") as suite, Browsing.open(suite, HEAD) as browsing:
        url = f"http://127.0.0.1:{suite.port}"
        await populate(url, suite.installation, lab.effort.events // 2, say=lab.say)

        async def cold() -> Mapping[str, float]:
            async with browsing.seat() as seat:
                await seat.page.goto(QUEUE)
                return {COLD.name: await seat.first_row(), LOADED.name: await seat.loaded_kib()}

        async def again() -> Mapping[str, float]:
            async with browsing.seat() as seat:
                await seat.page.goto(QUEUE)
                await seat.first_row()
                await seat.page.reload()
                return {AGAIN.name: await seat.first_row()}

        async def keys() -> Mapping[str, float]:
            async with browsing.seat() as seat:
                await seat.page.goto(QUEUE)
                await seat.first_row()
                moves = [await seat.focus_ms("j") for _ in range(PRESSES)]
                views = [await seat.view_ms(key) for key in "7174151714"]
                return {FOCUS.name: median(moves), VIEW.name: median(views)}

        async def wheel() -> Mapping[str, float]:
            async with browsing.seat() as seat:
                await seat.page.route("**/routing/v1/queue?*", _many)
                await seat.page.goto(QUEUE)
                await seat.first_row()
                frames, script = await seat.scroll(WHEEL, FRAMES)
                return {FRAME.name: quantile(frames, 0.95), WORST.name: max(frames), SCRIPT.name: script}

        yield [
            Pair("queue, nothing kept", (COLD, LOADED), cold),
            Pair("queue, again", (AGAIN,), again),
            Pair("queue, by keys", (FOCUS, VIEW), keys),
            Pair(f"{LINES:,} lines, {WHEEL} px a frame", (FRAME, WORST, SCRIPT), wheel),
        ]


def _unbuilt(lab: Lab) -> str | None:
    try:
        build(ROOT, say=lab.say)
    except NodeError as error:
        return f"NOT MEASURED in a browser: {error}"
    return None


async def _many(route: Route) -> None:
    """The first page as it is, told so many times over that the list has all its lines at once."""
    answer = await route.fetch()
    items: list[dict[str, Any]] = (await answer.json())["items"]
    lines = [{**items[nth % len(items)], "id": str(UUID(int=nth))} for nth in range(LINES)]
    await route.fulfill(response=answer, body=json.dumps({"items": lines, "next": None}))


SCENARIO = Scenario(
    "console",
    "the work list in the machine's Chromium, as a head of a busy unit sees it",
    _open,
    (COLD, LOADED, AGAIN, FOCUS, VIEW, FRAME, WORST, SCRIPT),
)
