"""The good way through the guard, and what the world does to it: lost answers, changes meanwhile, two at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from shared.evidence.canonical import sha256
from shared.evidence.documents import Operation, Record
from shared.evidence.journal import read_entry
from shared.evidence.jws import Envelope
from shared.evidence.records import JournalEntry
from shared.evidence.scalars import typed
from tests.support.evidence import CERTIFICATE_ID, SYSTEM, Presented
from tests.support.forgeries import BILL, HOME, genuine, order, paying
from tests.support.port_system import Open, Port, listening
from tests.support.waiting import eventually

OP = order()
SECOND, THIRD = "410120261123000873", "410120261123000872"


def entry_of(envelope: Envelope | None) -> JournalEntry:
    assert envelope is not None
    return read_entry(envelope, HOME.trust)


async def test_a_certificate_is_shown_once_and_may_be_shown_again(open_port: Open) -> None:
    port, good = await open_port(), genuine()

    first, again = await port.show(good), await port.show(good)

    assert (first.status_code, again.status_code) == (201, 200)
    assert (
        first.json()
        == again.json()
        == {
            "certificate": CERTIFICATE_ID,
            "op_ids": [OP.op_id],
            "fence_until": "2026-11-23T08:02:30Z",
        }
    )


async def test_the_newest_presentation_of_an_operation_is_the_one_that_counts(open_port: Open) -> None:
    port, good = await open_port(), genuine()
    await port.show(good)
    good.tree.append(good.tree.leaves[0])

    answer = await port.show(good)

    assert answer.status_code == 201
    assert [bytes(row[1]) for row in (await port.snapshot())["presentation"]] == [good.body]


async def test_the_native_write_does_what_was_certified_and_answers_with_the_journal(open_port: Open) -> None:
    port = await open_port()
    await port.show(genuine())

    answer = await port.correct(OP)

    assert answer.status_code == 200, answer.text
    assert await port.bill() == ("PAID", '"2"')
    assert Envelope.read(
        httpx.Response(200, json=answer.json()["journal"][0]).content, exact=False
    ) == await port.journal(OP)


async def test_the_mapped_call_does_what_was_certified_and_answers_as_ever(open_port: Open) -> None:
    port = await open_port()
    await port.show(genuine())

    answer = await port.put(OP)

    assert (answer.status_code, answer.headers["etag"], answer.json()["status"]) == (200, '"2"', "PAID")
    assert entry_of(await port.journal(OP)).request_sha256 == sha256(answer.request.content)


async def test_the_journal_says_exactly_what_became_of_the_operation_and_whose_word_it_is(open_port: Open) -> None:
    port = await open_port()
    await port.show(genuine())

    answer = await port.correct(OP)

    assert entry_of(await port.journal(OP)) == JournalEntry(
        system=SYSTEM,
        certificate=CERTIFICATE_ID,
        plan_sha256=paying().sha256,
        op_id=OP.op_id,
        state="applied",
        record=OP.record,
        path="/status",
        before=typed("str", "PROCESSING"),
        after=typed("str", "PAID"),
        version_before='"1"',
        version='"2"',
        request_sha256=sha256(answer.request.content),
        mode="enforce",
        at="2026-11-23T08:00:00Z",
    )


async def test_several_operations_are_applied_as_a_whole_also_on_one_record(open_port: Open) -> None:
    port = await open_port()
    ops = [
        order(1),
        order(2, path="/paid_on", before=typed("date", None), after=typed("date", "2026-11-23")),
        order(3, record=Record(key="tax_bill", id=SECOND)),
    ]
    await port.show(genuine(paying(ops=ops)))

    answer = await port.correct(*ops)

    assert answer.status_code == 200, answer.text
    entries = [entry_of(await port.journal(op)) for op in ops]
    assert [(entry.version_before, entry.version) for entry in entries] == [('"1"', '"2"')] * 3
    assert (await port.client.get(f"/api/tax-bills/{BILL}")).json()["paid_on"] == "2026-11-23"
    assert await port.bill() == ("PAID", '"2"')


async def test_a_value_can_be_taken_back_to_nothing_where_there_may_be_nothing(open_port: Open) -> None:
    port = await open_port()
    paid = Record(key="tax_bill", id="410120261123000872")
    op = order(record=paid, path="/paid_on", before=typed("date", "2026-11-23"), after=typed("date", None))
    await port.show(genuine(paying(ops=(op,))))

    await port.correct(op)

    assert (await port.client.get(f"/api/tax-bills/{paid.id}")).json()["paid_on"] is None


async def refused_entries(port: Port, presented: Presented, *ops: Any) -> list[JournalEntry]:
    """The journal after a write that finds something else than was planned."""
    assert (await port.show(presented)).status_code == 201
    answer = await port.correct(*ops)
    assert (answer.status_code, answer.json()["code"]) == (412, "T5.version")
    return [entry_of(await port.journal(op)) for op in ops]


async def test_a_record_that_was_changed_meanwhile_is_left_alone_and_the_journal_says_refused(open_port: Open) -> None:
    port = await open_port()
    await port.client.put("/sandbox/faults", json={"change_meanwhile": 1})

    [entry] = await refused_entries(port, genuine(), OP)

    assert (entry.state, entry.version_before, entry.version) == ("refused", '"2"', '"2"')
    assert entry.before == entry.after == typed("str", "PROCESSING")
    assert await port.bill() == ("PROCESSING", '"2"')


async def test_a_value_that_came_back_does_not_hide_that_it_was_changed(open_port: Open) -> None:
    port = await open_port()
    for status in ("VOID", "PROCESSING"):
        await port.execute("UPDATE tax_bill SET status = $2, version = version + 1 WHERE id = $1", BILL, status)

    [entry] = await refused_entries(port, genuine(), OP)

    assert (entry.state, entry.version) == ("refused", '"3"')


async def test_a_value_that_was_changed_without_a_new_version_is_seen(open_port: Open) -> None:
    port = await open_port()
    await port.execute("UPDATE tax_bill SET status = 'VOID' WHERE id = $1", BILL)

    [entry] = await refused_entries(port, genuine(), OP)

    assert entry.before == entry.after == typed("str", "VOID")


async def test_a_record_that_is_not_there_is_refused_and_shown_as_absent(open_port: Open) -> None:
    port = await open_port()
    op = order(record=Record(key="tax_bill", id="nowhere"))

    [entry] = await refused_entries(port, genuine(paying(ops=(op,))), op)

    assert (entry.state, entry.before, entry.version) == (
        "refused",
        typed("str", None).model_copy(update={"t": "absent"}),
        '"0"',
    )


async def test_one_operation_that_does_not_fit_refuses_all(open_port: Open) -> None:
    port = await open_port()
    ops = [order(1), order(2, record=Record(key="tax_bill", id=SECOND), version='"7"')]

    entries = await refused_entries(port, genuine(paying(ops=ops)), *ops)

    assert [entry.state for entry in entries] == ["refused", "refused"]
    assert await port.bill() == ("PROCESSING", '"1"')


async def test_what_was_refused_is_settled_and_does_not_happen_later(open_port: Open) -> None:
    port = await open_port()
    await port.client.put("/sandbox/faults", json={"change_meanwhile": 1})
    await refused_entries(port, genuine(), OP)

    await port.execute("UPDATE tax_bill SET version = 1 WHERE id = $1", BILL)
    again = await port.correct(OP)

    assert (again.status_code, again.json()["code"]) == (409, "T6.used")
    assert await port.bill() == ("PROCESSING", '"1"')


async def test_two_writes_of_one_operation_at_the_same_time_have_one_effect(open_port: Open) -> None:
    port = await open_port()
    await port.show(genuine())

    answers = await asyncio.gather(*(port.correct(OP) for _ in range(4)), *(port.put(OP) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert await port.bill() == ("PAID", '"2"')
    assert (await port.status())["journal_size"] == 1


async def test_plans_that_cross_each_other_on_the_same_records_wait_and_do_not_lock_each_other_out(
    open_port: Open,
) -> None:
    port = await open_port()
    there, back = crossing("a", BILL, THIRD, SECOND), crossing("b", SECOND, THIRD, BILL)
    for ops in (there, back):
        await port.show(genuine(paying(ops=ops)))

    async with held(port, THIRD) as watcher:
        answers = asyncio.gather(port.correct(*there), port.correct(*back))
        await eventually(lambda: waiting(watcher, 2))

    assert sorted(answer.status_code for answer in await answers) == [200, 412]
    assert await port.bill() == ("PAID", '"2"')


def crossing(name: str, *bills: str) -> list[Operation]:
    """One operation per tax bill; the third bill has been paid already."""
    return [
        order(
            n,
            op_id=f"019a0000-0000-7000-8000-00000000{name}00{n}",
            record=Record(key="tax_bill", id=bill),
            before=typed("str", "PAID" if bill == THIRD else "PROCESSING"),
        )
        for n, bill in enumerate(bills, 1)
    ]


@asynccontextmanager
async def held(port: Port, bill: str) -> AsyncIterator[Any]:
    """Somebody else holds a record's lock; a connection that watches (within a transaction it would see no change)."""
    async with blocked(port, "SELECT 1 FROM tax_bill WHERE id = $1 FOR UPDATE", bill) as watcher:
        yield watcher


@asynccontextmanager
async def blocked(port: Port, statement: str, *values: str) -> AsyncIterator[Any]:
    """The locks of a statement are held in a transaction of somebody else's; a connection that watches."""
    outsider, watcher = [await asyncpg.connect(port.database_url) for _ in range(2)]
    async with outsider.transaction():
        await outsider.execute(statement, *values)
        yield watcher
    await outsider.close()
    await watcher.close()


async def waiting(connection: Any, number: int) -> bool:
    """Whether so many wait for a lock in this database."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(await connection.fetchval(query) == number)


async def test_a_write_that_waits_for_a_lock_until_after_the_fence_does_not_begin(open_port: Open) -> None:
    port = await open_port()
    await port.show(genuine())
    before = await port.snapshot()

    async with held(port, BILL) as watcher:
        late = asyncio.create_task(port.correct(OP))
        await eventually(lambda: waiting(watcher, 1))
        port.clock.forward(timedelta(seconds=151))
    answer = await late

    assert (answer.status_code, answer.json()["code"]) == (403, "V9.fence")
    assert await port.snapshot() == before


async def test_the_journal_does_not_say_never_while_a_write_that_began_in_time_is_under_way(open_port: Open) -> None:
    port = await open_port()
    await port.show(genuine())

    async with blocked(port, "LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE") as watcher:
        writing = asyncio.create_task(port.correct(OP))
        await eventually(lambda: waiting(watcher, 1))
        port.clock.forward(timedelta(seconds=151))
        asking = asyncio.create_task(port.journal(OP))
        await eventually(lambda: waiting(watcher, 2))

    assert (await writing).status_code == 200
    assert entry_of(await asking).state == "applied"


@pytest.mark.parametrize("door", ["native", "mapped"])
async def test_an_answer_that_is_lost_on_the_line_leaves_the_truth_in_the_journal(open_port: Open, door: str) -> None:
    port = await open_port()
    async with listening(port.app) as client:
        port.client, inner = client, port.client
        await client.put("/sandbox/faults", json={"lose_answer": 1})
        assert (await port.show(genuine())).status_code == 201, "showing is no write, and its answer comes"

        with pytest.raises(httpx.RemoteProtocolError):
            await (port.correct(OP) if door == "native" else port.put(OP))

        assert entry_of(await port.journal(OP)).state == "applied"
        assert (await port.correct(OP)).json()["code"] == "T6.used"
        assert await port.bill() == ("PAID", '"2"')
        port.client = inner


async def test_an_operation_that_never_came_is_unknown_to_the_journal(open_port: Open) -> None:
    port = await open_port()
    await port.show(genuine())

    answers = [await port.client.get(f"/portdesk/journal/{name}") for name in (OP.op_id, "x", "a%00b", "")]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert await port.journal(OP) is None
