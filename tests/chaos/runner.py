"""One run of chaos: a load, faults drawn from a seed, calm, and the verdict on everything that was seen."""

import asyncio
import random
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from cli.installation import PACKAGES
from shared.contracts.registry import EVENTS
from shared.contracts.topics import TOPICS
from shared.runtime.eventlog import LogAway, Partition, open_log
from tests.chaos import journals
from tests.chaos.checker import CAUGHT_UP_WITHIN, TOLD_WITHIN, check
from tests.chaos.history import History, Quiet
from tests.chaos.load import Load
from tests.chaos.report import Report
from tests.chaos.schedule import Fault, commit, kinds, schedule
from tests.chaos.town import Town, subscribe, town

Say = Callable[[str], None]
DEADLY_FROM = 600.0
"""Seconds that a run lasts at least in which an event ends its readers: three services die of it, each seven times."""


async def run(
    log: str,
    *,
    seed: int,
    seconds: float,
    nodes: int = 1,
    every: float = 0.1,
    say: Say = print,
    keep: Path | None = None,
) -> Report:
    """Hurts a suite of its own for so many seconds; `keep` is where the history is left, and what the services said."""
    say(f"chaos on {log}, seed {seed}: starting")
    async with town(log, nodes=nodes) as place, open_log(place.log_url) as seen:
        await seen.ensure_topics(TOPICS.values())
        subscribed = await subscribe(place)
        load = Load(place.stage, seed, every, deadly_after=seconds / 3 if seconds >= DEADLY_FROM else None)
        lines: list[Any] = [subscribed]
        faults: Counter[str] = Counter(dict.fromkeys(kinds(broker=log == "kafka"), 0))
        idle = 0
        opened = time.monotonic()
        async with _side_by_side(load.run(seen), place.keep_alive()) as (loading, _):
            await asyncio.sleep(2.0)
            began = time.monotonic()
            for fault in schedule(seed, broker=log == "kafka", nodes=nodes):
                if loading.done() or time.monotonic() - began > seconds:
                    break
                await asyncio.sleep(fault.gap)
                under_way = await place.in_flight() or load.under_way > 0
                effect = await commit(place, fault)
                lines += [effect.stopped] if effect.stopped else []
                effective = effect.hit and under_way
                faults[fault.kind] += effective
                idle += not effective
                say(_progress(time.monotonic() - began, fault, load, place))
            ended = time.monotonic()
            load.stopping = True
            await loading
            quiet = await _quiet(place, since=ended)
            quiet = replace(quiet, told=await _told(place, since=ended))
        say("calm; reading what was seen")
        history = await _collect(place, [*lines, *load.lines, *place.sink.posts, quiet])
        if keep is not None:
            history.save(keep)
            shutil.copy(place.stage.folder / "services.log", keep.with_suffix(".log"))
    return Report(
        log,
        seed,
        seconds,
        history,
        faults,
        idle,
        longest_pause=_longest_pause([opened, *load.accepts, ended]),
        deaths=place.deaths,
        refused=load.refused,
        verdicts=check(history),
    )


@asynccontextmanager
async def _side_by_side(*runs: Coroutine[Any, Any, None]) -> AsyncIterator[Sequence[asyncio.Task[None]]]:
    """Runs that go on as long as the block does; whatever ends the block ends them first."""
    tasks = [asyncio.create_task(run) for run in runs]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _progress(at: float, fault: Fault, load: Load, place: Town) -> str:
    told = len(place.sink.posts)
    return f"{at:6.1f} s  {fault!s:<32} accepted {len(load.accepts):>6}  told {told:>7}  under way {load.under_way}"


async def _quiet(place: Town, *, since: float) -> Quiet:
    """Waits until nothing waits any more, not much longer than the rule allows."""
    while True:
        outbox, lag, ready = await place.waiting(), await _lag(place), await place.ready()
        seconds = time.monotonic() - since
        if (ready and not outbox and not lag) or seconds > CAUGHT_UP_WITHIN + 15:
            return Quiet(seconds=seconds, outbox=outbox, lag=lag, ready=ready, told=seconds)
        await asyncio.sleep(0.25)


async def _lag(place: Town) -> int:
    """Records of the log that a group has not come by yet."""
    lag = 0
    async with open_log(place.log_url) as log:
        await log.ensure_topics(TOPICS.values())
        for service in PACKAGES:
            rows = await place.query(service, "SELECT topic, part, next_off FROM runtime.log_cursor")
            reached = {Partition(row["topic"], row["part"]): row["next_off"] for row in rows}
            try:
                ends = await log.ends(list(reached))
            except LogAway:
                return 1
            lag += sum(end - reached[partition] for partition, end in ends.items())
    return lag


async def _told(place: Town, *, since: float) -> float:
    """Waits until nothing is left to be told, not longer than the rule allows."""
    while await place.query("notify", "SELECT 1 FROM delivery WHERE state NOT IN ('delivered') LIMIT 1"):
        if time.monotonic() - since > TOLD_WITHIN:
            break
        await asyncio.sleep(0.25)
    return time.monotonic() - since


async def _collect(place: Town, lines: list[Any]) -> History:
    lines += journals.of_contracts(EVENTS, list(PACKAGES))
    async with AsyncExitStack() as stack:
        connections = {}
        for service in PACKAGES:
            connection = await stack.enter_async_context(journals.connected(place.server.url(service)))
            connections[service] = connection
            lines += [line async for line in journals.of_spine(connection, service)]
        lines += [line async for line in journals.of_desk(connections)]
        log = await stack.enter_async_context(open_log(place.log_url))
        for scan in (1, 2):
            lines += [record async for record in journals.of_log(log, scan)]
    return History.of(lines)


def _longest_pause(moments: Sequence[float]) -> float:
    return max(later - earlier for earlier, later in pairwise(sorted(moments)))


def a_seed() -> int:
    """A seed for somebody who gives none."""
    return random.SystemRandom().randrange(10**6)
