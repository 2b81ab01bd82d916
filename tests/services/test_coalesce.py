"""Concurrent single calls become batches; each caller gets its own answer and nobody waits for a timer."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import text

from shared.kernel.access import Attempt, Decision, NotYours, Standing
from shared.kernel.refusals import Conflict, Refusal
from shared.runtime.coalesce import Coalescer
from shared.runtime.database import DatabaseAway
from shared.runtime.telemetry import traced
from shared.runtime.tx import Tx
from tests.support.people import CLERK
from tests.support.spine import Station

ADD = text("INSERT INTO applied (key, seq) SELECT * FROM unnest(CAST(:keys AS text[]), CAST(:seqs AS bigint[]))")


class Odd(Conflict):
    """Only for this test: the item is refused."""


class Ledger:
    """A set-based use case: even numbers are stored, odd ones are refused, 66 is poison for its whole batch."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def store(self, tx: Tx, items: Sequence[int]) -> Sequence[str | Refusal]:
        self.batches.append(list(items))
        self.begun.set()
        tx.permit_many(())
        await self.may_go_on.wait()
        if 66 in items:
            raise RuntimeError("poison")
        results: list[str | Refusal] = [Odd() if item % 2 else f"stored {item}" for item in items]
        even = [item for item in items if not item % 2]
        connection = await tx.session.connection()
        await connection.execute(ADD, {"keys": [str(item) for item in even], "seqs": even})
        return results


async def stored(station: Station) -> list[int]:
    return [seq for (seq,) in await station.rows("SELECT seq FROM applied ORDER BY seq")]


async def submit_all(coalescer: Coalescer[int, str], ledger: Ledger, *items: int) -> list[str | BaseException]:
    """All at once; the first batch is held until every item has been submitted."""
    ledger.may_go_on.clear()
    calls = [asyncio.create_task(coalescer.submit(item)) for item in items]
    await ledger.begun.wait()
    ledger.may_go_on.set()
    return await asyncio.gather(*calls, return_exceptions=True)


async def test_a_lone_call_is_a_batch_of_one_at_once(station: Station) -> None:
    ledger = Ledger()
    coalescer = Coalescer(station.transactions, ledger.store)

    assert await coalescer.submit(2) == "stored 2"
    assert await coalescer.submit(4) == "stored 4"
    assert ledger.batches == [[2], [4]]


async def test_what_waits_while_one_transaction_is_under_way_goes_into_the_next(station: Station) -> None:
    ledger = Ledger()
    coalescer = Coalescer(station.transactions, ledger.store, limit=4)

    answers = await submit_all(coalescer, ledger, *range(0, 18, 2))

    assert answers == [f"stored {item}" for item in range(0, 18, 2)]
    assert [len(batch) for batch in ledger.batches] == [4, 4, 1]
    assert await stored(station) == list(range(0, 18, 2))


async def test_one_members_refusal_is_not_anothers(station: Station) -> None:
    ledger = Ledger()

    answers = await submit_all(Coalescer(station.transactions, ledger.store), ledger, 2, 3, 4)

    assert answers[0] == "stored 2"
    assert isinstance(answers[1], Odd)
    assert answers[2] == "stored 4"
    assert await stored(station) == [2, 4]


async def test_a_poisoned_member_fails_alone(station: Station) -> None:
    ledger = Ledger()

    answers = await submit_all(Coalescer(station.transactions, ledger.store), ledger, 2, 66, 3, 4)

    assert (answers[0], answers[3]) == ("stored 2", "stored 4")
    assert isinstance(answers[1], RuntimeError)
    assert isinstance(answers[2], Odd)
    assert await stored(station) == [2, 4]


async def test_many_at_once_each_get_what_became_of_them_in_their_order(station: Station) -> None:
    coalescer = Coalescer(station.transactions, Ledger().store, limit=4)

    found = await coalescer.submit_many([2, 3, 66, 4, 5, 6])

    assert [item if isinstance(item, str) else type(item) for item in found] == [
        "stored 2", Odd, RuntimeError, "stored 4", Odd, "stored 6",
    ]  # fmt: skip
    assert await stored(station) == [2, 4, 6]


async def test_single_calls_go_before_what_came_by_many_which_still_gets_on(station: Station) -> None:
    ledger = Ledger()
    coalescer = Coalescer(station.transactions, ledger.store, limit=4)
    ledger.may_go_on.clear()
    many = asyncio.create_task(coalescer.submit_many(range(100, 120, 2)))
    await ledger.begun.wait()
    singles = [asyncio.create_task(coalescer.submit(item)) for item in range(2, 14, 2)]
    await asyncio.sleep(0)

    ledger.may_go_on.set()
    await asyncio.gather(many, *singles)

    assert ledger.batches == [[100, 102, 104, 106], [2, 4, 6, 108], [8, 10, 12, 110], [112, 114, 116, 118]]


async def test_a_caller_of_many_that_went_away_is_left_out(station: Station) -> None:
    ledger = Ledger()
    coalescer = Coalescer(station.transactions, ledger.store, limit=1)
    ledger.may_go_on.clear()
    many = asyncio.create_task(coalescer.submit_many([2, 4, 6]))
    await ledger.begun.wait()

    many.cancel()
    ledger.may_go_on.set()
    await coalescer.submit(8)

    assert await stored(station) == [2, 8]


async def test_a_batch_that_only_refuses_leaves_nothing_behind(station: Station) -> None:
    ledger = Ledger()

    answers = await submit_all(Coalescer(station.transactions, ledger.store), ledger, 1, 3)

    assert all(isinstance(answer, Odd) for answer in answers)
    assert await stored(station) == []


async def test_a_member_that_lost_a_race_is_tried_again_and_finds_what_the_winner_left(station: Station) -> None:
    await station.execute("ALTER TABLE applied ADD CONSTRAINT once UNIQUE (key)")
    seen_before_the_winner = False

    async def find_or_add(tx: Tx, items: Sequence[int]) -> Sequence[str | Refusal]:
        nonlocal seen_before_the_winner
        tx.permit_many(())
        connection = await tx.session.connection()
        found = await connection.scalar(text("SELECT count(*) FROM applied"))
        if found:
            return ["found"] * len(items)
        await station.execute("INSERT INTO applied (key, seq) VALUES ('2', 2)")
        seen_before_the_winner = True
        await connection.execute(ADD, {"keys": [str(item) for item in items], "seqs": list(items)})
        return ["added"] * len(items)

    answer = await Coalescer(station.transactions, find_or_add).submit(2)

    assert answer == "found"
    assert seen_before_the_winner
    assert await stored(station) == [2]


async def test_a_caller_that_went_away_while_waiting_is_left_out(station: Station) -> None:
    ledger = Ledger()
    coalescer = Coalescer(station.transactions, ledger.store, limit=1)
    ledger.may_go_on.clear()
    first, second, third = (asyncio.create_task(coalescer.submit(item)) for item in (2, 4, 6))
    await ledger.begun.wait()

    second.cancel()
    ledger.may_go_on.set()
    await asyncio.gather(first, third)

    assert await stored(station) == [2, 6]


async def test_a_database_that_is_away_is_told_to_every_member_once(station: Station) -> None:
    tries = 0

    async def away(tx: Tx, items: Sequence[int]) -> Sequence[str | Refusal]:
        nonlocal tries
        tries += 1
        raise DatabaseAway

    coalescer = Coalescer(station.transactions, away)
    answers = await asyncio.gather(*(coalescer.submit(item) for item in (2, 4)), return_exceptions=True)

    assert [type(answer) for answer in answers] == [DatabaseAway, DatabaseAway]
    assert tries == 1


async def test_the_trail_names_the_request_that_was_refused_and_not_the_one_that_began_the_batch(
    station: Station,
) -> None:
    async def refuse(tx: Tx, items: Sequence[str]) -> Sequence[str | Refusal]:
        refusals: list[str | Refusal] = []
        for item in items:
            refusal = NotYours(operation="create")
            refusal.attempt = Attempt(operation="create", actor=CLERK, record=item)
            refusals.append(refusal)
        return refusals

    coalescer: Coalescer[str, str] = Coalescer(station.transactions, refuse)

    async def call(name: str) -> None:
        with traced(None, name), pytest.raises(NotYours):
            await coalescer.submit(name)

    await asyncio.gather(call("request-1"), call("request-2"))

    rows = await station.rows("SELECT record, request_id, outcome FROM runtime.audit ORDER BY record")
    assert rows == [("request-1", "request-1", "not-yours"), ("request-2", "request-2", "not-yours")]


async def test_a_trail_that_cannot_be_written_fails_its_own_caller_and_nobody_else_waits_for_ever(
    station: Station,
) -> None:
    async def refuse_first(tx: Tx, items: Sequence[int]) -> Sequence[str | Refusal]:
        tx.permit(Decision(operation="create", actor=CLERK, record="", standing=Standing.NONE))
        refusal = NotYours(operation="create")
        refusal.attempt = Attempt(operation="create", actor=CLERK, record="\x00")
        return [refusal, *("stored" for _ in items[1:])]

    coalescer = Coalescer(station.transactions, refuse_first)
    answers = await asyncio.gather(*(coalescer.submit(item) for item in (1, 2, 3)), return_exceptions=True)

    assert isinstance(answers[0], Exception)
    assert answers[1:] == ["stored", "stored"]
