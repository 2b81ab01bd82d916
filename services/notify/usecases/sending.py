"""What surrounds a post: taking lanes, writing down what came of it, taking back what a dead sender held.

These are the machine's own acts: the attempt rows are their trail, so no decision is recorded besides.
"""

import random
from collections.abc import Sequence

from services.notify import store
from services.notify.domain.lanes import Lease, Report, report
from services.notify.domain.outcome import Fault
from shared.kernel.ids import uuid7
from shared.runtime.tx import Tx


async def claim(tx: Tx, *, slots: int) -> Sequence[Lease]:
    """Up to `slots` lanes that can be served now; no endpoint gets more than its room, and its turn comes by lot."""
    tx.permit_many(())
    waiting = list(await store.waiting(tx))
    random.shuffle(waiting)
    rooms = {
        found.endpoint.id: found.endpoint.health.room(tx.now, found.endpoint.room) - found.busy for found in waiting
    }
    rooms = {endpoint_id: room for endpoint_id, room in rooms.items() if room > 0}
    return await store.claim(tx, rooms, slots=slots, token=uuid7(tx.now)) if rooms else []


async def settle(tx: Tx, reports: Sequence[Report]) -> None:
    """Writes down what senders report; a sender whose lease has been taken over is not listened to."""
    tx.permit_many(())
    endpoints = await store.hold_endpoints(tx, {report.endpoint_id for report in reports if report.bears})
    counted = await store.still_held(tx, reports)
    await store.record(tx, counted)
    for endpoint in endpoints:
        taught = endpoint
        for told in counted:
            if told.endpoint_id == endpoint.id:
                taught = taught.learn(told.judgement, told.ended)
        if taught != endpoint:
            await store.save_endpoint(tx, endpoint, taught)


async def recover(tx: Tx) -> int:
    """Lanes of senders that died are free again; the receiver may get the delivery in hand twice. Tells how many."""
    tx.permit_many(())
    reports = [
        report(
            lease,
            pending,
            Fault.UNKNOWN,
            body=pending.message.body(),
            began=tx.now,
            ended=tx.now,
            took=None,
            draw=random.random(),  # noqa: S311 - jitter
            last=True,
        )
        for lease in await store.expired(tx)
        for pending in lease.pending
    ]
    await store.record(tx, reports)
    return len(reports)
