"""A transaction commits decisions, rows and events together, or nothing; nothing is committed undecided."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from shared.contracts.event import BY_SYSTEM, Event
from shared.contracts.routing import HandlingCancelled
from shared.contracts.topics import Service
from shared.kernel.access import Attempt, Decision, NotYours, Standing
from shared.kernel.clock import SystemClock
from shared.kernel.ids import RequestId, UnitCode
from shared.kernel.refusals import Conflict, NotFound, Refusal
from shared.runtime.database import DatabaseAway, open_engine, open_sessions
from shared.runtime.failures import sqlstate
from shared.runtime.telemetry import current_traceparent, traced
from shared.runtime.tx import ForeignEvent, Transactions, Tx, Undecided, Unwritten
from tests.support.people import CLERK
from tests.support.spine import Station, started

REQUEST = UUID("019ab000-0000-7000-8000-000000000001")
ALLOWED = Decision(operation="accept_request", actor=CLERK, record=str(REQUEST), standing=Standing.TERRITORY)
AUDIT = "SELECT operation, person, unit, standing, record, outcome, request_id FROM runtime.audit ORDER BY id"
INSERT = text("INSERT INTO applied (key, seq) VALUES ('k', 1)")
ADD = text("INSERT INTO applied (key, seq) VALUES (:key, :seq)")


@pytest.fixture
async def transactions(station: Station) -> AsyncIterator[Transactions]:
    """The transactions of intake, reading on an engine that cannot write."""
    reader = open_engine(station.url, pool=2, read_only=True)
    yield Transactions(
        open_sessions(station.engine),
        open_sessions(reader),
        clock=SystemClock(),
        service=Service.INTAKE,
        installation="test",
    )
    await reader.dispose()


async def left_behind(station: Station) -> list[int]:
    """How many rows, events and audit rows there are."""
    counts = await station.rows(
        "SELECT (SELECT count(*) FROM applied), (SELECT count(*) FROM runtime.outbox),"
        " (SELECT count(*) FROM runtime.audit)"
    )
    return list(counts[0])


async def act(
    opening: AbstractAsyncContextManager[Tx],
    *decisions: Decision,
    rows: int = 0,
    events: Sequence[Event] = (),
    then: BaseException | None = None,
) -> None:
    """One transaction that decides, writes and announces, and then fails or ends."""
    async with opening as tx:
        for decision in decisions:
            tx.permit(decision)
        for _ in range(rows):
            await (await tx.session.connection()).execute(INSERT)
        for event in events:
            tx.emit(event)
        if then is not None:
            raise then


def refused_attempt() -> Refusal:
    refusal = NotYours(operation="close_request")
    refusal.attempt = Attempt(operation="close_request", actor=CLERK, record=str(REQUEST))
    return refusal


async def test_rows_events_and_audit_rows_are_committed_together(station: Station, transactions: Transactions) -> None:
    with traced(None, "request-0001"):
        async with transactions.write() as tx:
            tx.permit(ALLOWED)
            await (await tx.session.connection()).execute(INSERT)
            tx.emit(started(REQUEST, 3))
            assert await left_behind(station) == [0, 0, 0]

    assert await left_behind(station) == [1, 1, 1]
    assert await station.rows(AUDIT) == [
        ("accept_request", CLERK.person, CLERK.unit, "territory", str(REQUEST), "permitted", "request-0001")
    ]
    assert await station.rows("SELECT topic, key, seq FROM runtime.outbox") == [("intake.v1", str(REQUEST), 3)]
    assert transactions.staged.is_set()


async def test_nothing_is_left_behind_by_whatever_goes_wrong(station: Station, transactions: Transactions) -> None:
    for failure in (RuntimeError("bug"), Conflict(), KeyboardInterrupt()):
        with pytest.raises(type(failure)):
            await act(transactions.write(), ALLOWED, rows=1, events=[started(REQUEST, 3)], then=failure)

    assert await left_behind(station) == [0, 0, 0]
    assert not transactions.staged.is_set()


async def test_a_commit_that_fails_is_an_exception_of_whoever_asked_for_it(
    station: Station, transactions: Transactions
) -> None:
    await station.execute("ALTER TABLE applied ADD CONSTRAINT once UNIQUE (key) DEFERRABLE INITIALLY DEFERRED")

    with pytest.raises(IntegrityError):
        await act(transactions.write(), ALLOWED, rows=2, events=[started(REQUEST, 3)])

    assert await left_behind(station) == [0, 0, 0]
    assert not transactions.staged.is_set()


async def test_nothing_is_committed_or_read_without_a_decision(station: Station, transactions: Transactions) -> None:
    with pytest.raises(Undecided):
        await act(transactions.write(), rows=1, events=[started(REQUEST, 3)])
    with pytest.raises(Undecided):
        await act(transactions.read())

    assert await left_behind(station) == [0, 0, 0]


async def test_an_empty_batch_has_been_decided_on(station: Station, transactions: Transactions) -> None:
    async with transactions.write() as tx:
        tx.permit_many(())

    assert await left_behind(station) == [0, 0, 0]


async def test_each_decision_of_a_batch_is_a_row(station: Station, transactions: Transactions) -> None:
    await act(transactions.write(), *[ALLOWED] * 4)

    assert len(await station.rows(AUDIT)) == 4


async def test_a_refusal_for_want_of_a_right_is_noted_although_all_else_is_rolled_back(
    station: Station, transactions: Transactions
) -> None:
    for way in (transactions.write, transactions.read):
        with pytest.raises(NotYours), traced(None, "request-0002"):
            await act(way(), then=refused_attempt())

    row = ("close_request", CLERK.person, CLERK.unit, None, str(REQUEST), "not-yours", "request-0002")
    assert await station.rows(AUDIT) == [row, row]


@pytest.mark.parametrize("refusal", [Conflict(), NotFound()], ids=repr)
async def test_a_refusal_that_is_no_decision_about_rights_leaves_no_row(
    station: Station, transactions: Transactions, refusal: Refusal
) -> None:
    with pytest.raises(type(refusal)):
        await act(transactions.write(), then=refusal)

    assert await left_behind(station) == [0, 0, 0]


async def test_a_service_cannot_announce_what_belongs_to_another(station: Station, transactions: Transactions) -> None:
    theirs = HandlingCancelled(
        request_id=RequestId(REQUEST),
        lead=UnitCode("HA-EPORT"),
        reason="withdrawn",
        version=1,
        at=datetime.now(UTC),
        by=BY_SYSTEM,
        audience=(),
    )

    with pytest.raises(ForeignEvent):
        await act(transactions.write(), ALLOWED, events=[theirs])

    assert await left_behind(station) == [0, 0, 0]


async def test_an_event_carries_the_trace_it_was_made_in(station: Station, transactions: Transactions) -> None:
    with traced("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"):
        own = current_traceparent()
        await act(transactions.write(), ALLOWED, events=[started(REQUEST, 3)])

    assert await station.rows("SELECT headers ->> 'ce_traceparent' FROM runtime.outbox") == [(own,)]


async def test_whoever_reads_cannot_write(station: Station, transactions: Transactions) -> None:
    with pytest.raises(DatabaseAway) as refused:
        await act(transactions.read(), ALLOWED, rows=1)

    assert sqlstate(refused.value.__cause__) == asyncpg.ReadOnlySQLTransactionError.sqlstate


async def test_reading_leaves_no_audit_row(station: Station, transactions: Transactions) -> None:
    await act(transactions.read(), ALLOWED)

    assert await left_behind(station) == [0, 0, 0]


async def test_writes_left_for_the_end_are_there_with_the_commit(station: Station, transactions: Transactions) -> None:
    async with transactions.write() as tx:
        tx.permit(ALLOWED)
        for seq in (1, 2):
            tx.write(ADD, {"key": "k", "seq": seq})
        assert await station.rows("SELECT seq FROM applied") == []

    assert [seq for (seq,) in await station.rows("SELECT seq FROM applied ORDER BY seq")] == [1, 2]


async def test_no_statement_overlooks_writes_that_were_left_for_the_end(
    station: Station, transactions: Transactions
) -> None:
    async with transactions.write() as tx:
        tx.permit(ALLOWED)
        tx.write(ADD, {"key": "k", "seq": 1})
        with pytest.raises(Unwritten):
            await tx.session.connection()

        await tx.flush()

        connection = await tx.session.connection()
        assert await connection.scalar(text("SELECT seq FROM applied")) == 1


async def test_a_write_left_for_the_end_that_fails_fails_the_transaction(
    station: Station, transactions: Transactions
) -> None:
    async def fail() -> None:
        async with transactions.write() as tx:
            tx.permit(ALLOWED)
            tx.write(ADD, {"key": None, "seq": 1})
            tx.emit(started(REQUEST, 1))

    with pytest.raises(DBAPIError):
        await fail()

    assert await left_behind(station) == [0, 0, 0]
