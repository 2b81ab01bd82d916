"""Every broken build breaks a rule that names it in at least nine of ten seeds; the good ones break none."""

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.runtime.ddl import statements
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.partitions import AUDIT, ensure_months
from tests.chaos import journals, worlds
from tests.chaos.broken import BUILDS, Build, World
from tests.chaos.checker import RULES
from tests.chaos.history import History
from tests.support.desk import Open
from tests.support.spine import Station, fresh_database

SEEDS = range(10)
JUDGED = {World.SPINE: (5, 6, 7, 8, 9, 10, 11, 12, 13, 19), World.DESK: (1, 2, 3), World.LANES: (16, 17)}
"""The rules that speak of what happens in a world."""


def spine_database(postgres: EmbeddedPostgres) -> AbstractAsyncContextManager[str]:
    return fresh_database(postgres, "chaos_template", lambda: [*statements("spine"), *journals.DDL])


async def spine_history(postgres: EmbeddedPostgres, build: Build, seed: int) -> History:
    async with spine_database(postgres) as url:
        station = Station(url)
        try:
            async with station.engine.begin() as connection:
                await ensure_months(connection, [AUDIT], at=datetime.now(UTC))
            return await worlds.Spine(station, build, seed).history()
        finally:
            await station.engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILDS)
async def test_a_build_is_caught_by_the_rule_that_names_it_and_a_good_one_by_none(
    postgres: EmbeddedPostgres, open_desk: Open, tmp_path: Path, name: str
) -> None:
    build = BUILDS[name]

    async def broken_rules(seed: int) -> set[int]:
        match build.world:
            case World.SPINE:
                history = await spine_history(postgres, build, seed)
            case World.DESK:
                history = await worlds.desk(open_desk, build, seed)
            case World.LANES:
                history = await worlds.lanes(open_desk, tmp_path, build, seed)
        return {number for number in JUDGED[build.world] if list(RULES[number](history))}

    # One alone makes the template of the others' databases; a spine's takes long, so its template is made without it.
    alone = 0 if build.world is World.SPINE else 1
    async with spine_database(postgres):
        pass
    found = [await broken_rules(seed) for seed in SEEDS[:alone]]
    found += await asyncio.gather(*[broken_rules(seed) for seed in SEEDS[alone:]])

    print(name, found)
    if not build.caught_by:
        assert found == [set()] * len(SEEDS)
    else:
        assert sum(bool(build.caught_by & broken) for broken in found) >= 0.9 * len(SEEDS), found
