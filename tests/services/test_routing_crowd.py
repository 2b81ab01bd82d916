"""The work list of a desk that has much in hand: what a page reads is bounded by the page, not by the desk."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import event

from bench.crowd import BUSY, EMPTY, KINDS, gather
from services.routing import usecases
from services.routing.app import MONTHLY, create_app
from services.routing.domain.queue import Sort
from services.routing.settings import Settings
from services.routing.store import MOST_COUNTED
from services.routing.store.queue import FEW
from services.routing.usecases.book import AT_ONCE
from services.routing.wire import read_timetable
from shared.kernel.access import SYSTEM, Actor, Role
from shared.kernel.desk import Severity
from tests.support.desk import Desk, Open
from tests.support.people import person
from tests.support.routing_desk import COUNTS, QUEUE, SUPERVISOR, listed

LIMIT = 50
BUSY_HANDLER = person("p-ha-eport-02", BUSY, Role.HANDLER, Role.HEAD)
BUSY_CLERK = person("p-ha-tax-01", "HA-TAX", Role.CLERK)
IDLE = person("p-ha-cus-02", EMPTY, Role.HANDLER, Role.CLERK, Role.HEAD)
PAGES: Mapping[str, int] = {
    f"{QUEUE}?limit={LIMIT}": 1,
    **{f"{QUEUE}?limit={LIMIT}&view={view}": 1 for view in ("lead", "to_accept", "due_soon", "overdue", "co_handler")},
    **{f"{QUEUE}?limit={LIMIT}&sort={sort}": 1 for sort in ("newest", "severity")},
    f"{QUEUE}?limit={LIMIT}&kind=fault&severity=S2": 2 * len(KINDS) * len(Severity),
    f"{QUEUE}?limit={LIMIT}&q=税单": FEW // LIMIT + 1,
}
"""Pages, and how many lines may be looked at for each that is shown: what no index sorts out is tested on the way."""
IN_ORDER: Mapping[Sort, str] = {
    Sort.DUE: "due_at, request_id",
    Sort.SEVERITY: "severity, due_at, request_id",
    Sort.NEWEST: "opened DESC, request_id DESC",
}
DUE_SOON = "SELECT request_id, lead FROM queue_item WHERE open AND due_at > $1 AND soon_at <= $1 ORDER BY "
GROWING = {"party", "queue_item", "handling", "leg", "dispatch_decision", "clock", "case_fact"}
Plan = Mapping[str, Any]


async def opened(open_desk: Open, number: int, *, ended: int) -> Desk:
    """Routing with that many handlings."""
    desk: Desk = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=())
    async with connected(desk) as connection:
        await gather(connection, number, now=desk.clock.now(), ended=ended)
    return desk


@asynccontextmanager
async def connected(desk: Desk) -> AsyncIterator[asyncpg.Connection]:
    """The service's database without anything between."""
    url = desk.engine.url.render_as_string(hide_password=False)
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    yield connection
    await connection.close()


@pytest.mark.parametrize("actor", [BUSY_HANDLER, BUSY_CLERK, SUPERVISOR, IDLE], ids=["lead", "clerk", "all", "idle"])
async def test_a_page_and_the_counts_read_no_more_than_they_show(open_desk: Open, actor: Actor) -> None:
    routing = await opened(open_desk, 20_000, ended=6)
    first = await routing.send(actor, "GET", f"{QUEUE}?limit={LIMIT}")
    following = {link["url"]: 1 for link in first.links.values()}

    for path, share in {**PAGES, **following, COUNTS: 1}.items():
        shown = MOST_COUNTED if path == COUNTS else LIMIT * share
        for statement, values in await sent(routing, actor, path):
            most = shown * standings(values)
            for mode in ("force_custom_plan", "force_generic_plan"):
                steps = list(every_step(await plan(routing, statement, values, mode)))
                read = [step for step in steps if month_of(step.get("Relation Name", "")) in GROWING]
                told = (path, mode, statement, [(step["Node Type"], rows(step)) for step in steps])
                assert sum(map(rows, read)) <= 2 * most + 100, told
                assert all(rows(step) <= 2 * most for step in steps if "Sort" in step["Node Type"]), told
                assert all(rows(step) <= LIMIT for step in read if step["Node Type"] == "Seq Scan"), told


@pytest.mark.parametrize("actor", [BUSY_HANDLER, SUPERVISOR], ids=["lead", "all"])
async def test_what_is_about_to_run_out_is_found_between_what_is_over_and_what_runs_through_the_weekend(
    open_desk: Open, actor: Actor
) -> None:
    """An index entered at the wrong bound says nothing of what it skipped: only the blocks that it touched do."""
    routing = await opened(open_desk, 20_000, ended=0)

    looked_at = set()
    for later in (timedelta(), timedelta(days=4, hours=8), timedelta(days=20)):  # Monday, Friday evening, near the end
        routing.clock.forward(later)
        for path in (f"{QUEUE}?limit={LIMIT}&view=due_soon", COUNTS):
            for statement, values in await sent(routing, actor, path):
                if "p.soon_at <= " in statement:
                    looked_at.add((later, path))
                    for mode in ("force_custom_plan", "force_generic_plan"):
                        found = await plan(routing, statement, values, mode)
                        fetched = sum(step.get("Heap Fetches", 0) for step in every_step(found))
                        touched = found["Shared Hit Blocks"] + found["Shared Read Blocks"] - fetched
                        assert touched <= 6 * standings(values) + 8, (later, path, mode, statement, fetched)
                        indexes = {step.get("Index Name", "") for step in every_step(found)}
                        assert any(name.endswith("_early") for name in indexes), (mode, indexes)
    assert len(looked_at) == 6


@pytest.mark.parametrize("sort", list(Sort))
async def test_what_is_about_to_run_out_is_all_of_it_in_order_page_by_page(open_desk: Open, sort: Sort) -> None:
    routing = await opened(open_desk, 9_000, ended=0)
    routing.clock.forward(timedelta(days=4, hours=8))
    now, soon = routing.clock.now(), timedelta(hours=2)
    on_the_edge = {
        (now, now - soon): False,
        (now + timedelta(microseconds=1), now - soon): True,
        (now + soon, now): True,
        (now + soon, now - soon): True,
        (now + soon + timedelta(microseconds=1), now): True,
        (now + soon, now + timedelta(microseconds=1)): False,
    }
    async with connected(routing) as connection:
        some = await connection.fetch(f"SELECT request_id FROM queue_item WHERE lead = '{BUSY}' LIMIT 6")
        edges = dict(zip([str(row["request_id"]) for row in some], on_the_edge, strict=True))
        for request_id, (due_at, soon_at) in edges.items():
            for table in ("queue_item", "party"):
                dated = f"UPDATE {table} SET open = true, due_at = $2, soon_at = $3 WHERE request_id = $1"
                await connection.execute(dated, UUID(request_id), due_at, soon_at)
        wanted = await connection.fetch(
            f"SELECT request_id, lead FROM queue_item WHERE open AND due_at > $1 AND soon_at <= $1 ORDER BY {IN_ORDER[sort]}",  # noqa: E501
            now,
        )

    for actor in (BUSY_HANDLER, SUPERVISOR):
        mine = [str(row["request_id"]) for row in wanted if actor is SUPERVISOR or row["lead"] == BUSY]
        assert await listed(routing, actor, f"view=due_soon&sort={sort}") == mine
        assert len(mine) > 14
        assert {request_id: request_id in mine for request_id in edges} == dict(
            zip(edges, on_the_edge.values(), strict=True)
        )


async def test_what_a_page_asks_the_database_does_not_hang_on_how_many_lines_it_has(open_desk: Open) -> None:
    routing = await opened(open_desk, 2_000, ended=0)

    few, many = [await sent(routing, BUSY_CLERK, f"{QUEUE}?limit={limit}") for limit in (1, 200)]

    assert [statement for statement, _ in few] == [statement for statement, _ in many]
    assert len(many) <= 8
    assert max(len(values) for _, values in many) < 20


@pytest.mark.slow
async def test_a_unit_may_have_more_in_hand_than_a_statement_has_parameters(open_desk: Open) -> None:
    routing = await opened(open_desk, 33_000, ended=0)

    for actor in (BUSY_CLERK, SUPERVISOR):
        page = (await routing.send(actor, "GET", f"{QUEUE}?limit={LIMIT}")).json()
        counts = (await routing.send(actor, "GET", COUNTS)).json()["items"]
        assert len(page["items"]) == LIMIT
        assert ("all", 999, True) in [(one["view"], one["count"], one["capped"]) for one in counts]


async def test_a_new_timetable_reckons_anew_whatever_is_in_hand_a_part_at_a_time(open_desk: Open) -> None:
    routing = await opened(open_desk, 2 * AT_ONCE + 100, ended=0)
    file = read_timetable(routing.runtime.settings.shared.province_data / "calendars.toml")
    stale = "UPDATE queue_item SET due_at = 'infinity'"
    dated = "SELECT request_id, due_at FROM queue_item WHERE due_at < 'infinity' ORDER BY request_id"
    before = await routing.rows(dated)
    async with connected(routing) as connection:
        await connection.execute(stale)

    async with routing.runtime.transactions.write() as tx:
        await usecases.load_timetable(tx, SYSTEM, replace(file, version=file.version + 1))

    assert len(before) > 2 * AT_ONCE
    assert await routing.rows(dated) == before


async def sent(routing: Desk, actor: Actor, path: str) -> list[tuple[str, tuple[Any, ...]]]:
    """The statements that a read sends, with their parameters."""
    found: list[tuple[str, tuple[Any, ...]]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        found.append((statement, tuple(parameters)))

    engine = routing.runtime.read_engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    answer = await routing.send(actor, "GET", path)
    event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200, answer.text
    return found


async def plan(routing: Desk, statement: str, values: Iterable[Any], mode: str) -> Plan:
    """How the service's own connections run a statement: planned for these values, or once for any."""
    async with routing.runtime.read_engine.connect() as connection:
        await connection.exec_driver_sql(f"SET plan_cache_mode = {mode}")
        await connection.exec_driver_sql(f"PREPARE asked AS {statement}")
        given = ", ".join(map(literal, values))
        asked = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE asked {f'({given})' if given else ''}"
        (found,) = (await connection.exec_driver_sql(asked)).scalar_one()
        await connection.exec_driver_sql("DEALLOCATE asked")
        await connection.exec_driver_sql("RESET plan_cache_mode")
    top: Plan = found["Plan"]
    return top


def literal(value: Any) -> str:
    """A parameter as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return literal(f"{{{', '.join(map(str, value))}}}")
    return "'{}'".format(str(value).replace("'", "''"))


def every_step(step: Plan) -> Iterator[Plan]:
    """A step of a plan and all below it."""
    yield step
    for below in step.get("Plans", ()):
        yield from every_step(below)


def rows(step: Plan) -> float:
    """What a step looked at, whether it kept it or not."""
    kept = step["Actual Rows"] + step.get("Rows Removed by Filter", 0) + step.get("Rows Removed by Index Recheck", 0)
    return float(kept * step["Actual Loops"])


def month_of(relation: str) -> str:
    """The table that a partition belongs to, or the table itself."""
    return relation.rstrip("0123456789").rstrip("_")


def standings(values: Iterable[Any]) -> int:
    """How many walks a statement makes: one for each holder and standing, one where everything is seen."""
    names = [len(value) for value in values if isinstance(value, list) and "lead" in value]
    return max(names, default=1)
