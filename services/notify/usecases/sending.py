"""What surrounds a post: taking lanes, writing down what came of it, taking back what a dead sender held.

These are the machine's own acts: the attempt rows are their trail, so no decision is recorded besides.
"""

import random
from collections.abc import Mapping, Sequence

from services.notify import store
from services.notify.domain.lanes import Lease, Report, report
from services.notify.domain.outcome import Fault
from shared.kernel.ids import EndpointId
from shared.runtime.tx import Tx


async def claim(tx: Tx, *, rounds: int, lanes: int, depths: Mapping[EndpointId, int]) -> Sequence[Lease]:
    """Up to so many rounds and about so many lanes that can be served now.

    No endpoint gets more rounds than its room, and its turn comes by lot; `depths` says of how many lanes a round of
    an endpoint is, where it is not one.
    """
    tx.permit_many(())
    waiting = list(await store.waiting(tx))
    random.shuffle(waiting)
    wishes: list[store.Wish] = []
    for found in waiting:
        endpoint = found.receiver.endpoint
        room = endpoint.health.room(tx.now, endpoint.room) - found.busy
        wanted = min(room, found.ready, rounds, lanes)
        if wanted > 0:
            wishes.append(store.Wish(found.receiver, wanted, min(lanes, wanted * depths.get(endpoint.id, 1))))
            rounds -= wanted
            lanes -= wishes[-1].lanes
    return await store.claim(tx, wishes) if wishes else []


async def settle(tx: Tx, reports: Sequence[Report], untouched: Sequence[Lease] = ()) -> None:
    """Writes down what senders report, and lets go of the lanes that they have claimed and not come to.

    A sender whose lease has been taken over is not listened to.
    """
    tx.permit_many(())
    endpoints = await store.hold_endpoints(tx, {report.endpoint_id for report in reports if report.bears})
    leases = {(report.lane_id, report.token) for report in reports}
    held = await store.hold_lanes(tx, leases | {(lease.lane_id, lease.token) for lease in untouched})
    counted = [report for report in reports if (report.lane_id, report.token) in held]
    await store.record(tx, counted)
    await store.give_back(tx, [lease for lease in untouched if (lease.lane_id, lease.token) in held])
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
