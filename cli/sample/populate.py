"""Making demonstration data on a running suite, once: what was made before is not made again."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from cli.installation import Installation
from cli.sample.acts import live
from cli.sample.desk import Desk, Document
from cli.sample.drawing import Drawn, draw
from cli.sample.material import Life, Material
from cli.terminal import Say

MOST = 100_000
SLICE = 500
"""Requests that are registered and brought further together; also a line of progress."""
AT_ONCE = 8


@dataclass
class Made:
    """What a run has made."""

    requests: int = 0
    """Registered now; those of earlier runs are not counted."""
    lives: Counter[Life] = field(default_factory=Counter)


async def populate(url: str, installation: Installation, count: int, *, say: Say) -> Made:
    """Makes the first `count` requests of the province's seed, as far as they are missing.

    Raises NotMade and httpx.HTTPError; the next run goes on where this one ended. OSError or ValidationError where the
    province has no words for it.
    """
    material = Material.of(installation.province_data)
    kept = installation.folder / f"demonstration-{material.words.seed}"
    before = int(kept.read_text()) if kept.exists() else 0
    made = Made()
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
        desk = Desk(client, installation)
        for begin in range(before, count, SLICE):
            drawn = [draw(material, n) for n in range(begin, min(begin + SLICE, count))]
            await _make(desk, material, drawn, made)
            # Keys are remembered for days, this file as long as the data beside it.
            kept.write_text(str(begin + len(drawn)))
            say(f"演示数据 {begin + len(drawn)}/{count} · demonstration data")
    return made


async def _make(desk: Desk, material: Material, drawn: Sequence[Drawn], made: Made) -> None:
    of_each = defaultdict(list)
    for one in drawn:
        of_each[one.by].append(one)
    pending: list[tuple[Drawn, Document]] = []
    for by, theirs in of_each.items():
        results = await desk.register(by, [one.line for one in theirs])
        made.requests += sum(not result["replayed"] for result in results)
        made.lives.update(one.life for one, result in zip(theirs, results, strict=True) if not result["replayed"])
        pending += zip(theirs, (result["receipt"] for result in results), strict=True)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one_life(one: Drawn, receipt: Document) -> None:
        async with gate:
            await live(desk, material, one, receipt)

    await asyncio.gather(*(one_life(one, receipt) for one, receipt in pending))
