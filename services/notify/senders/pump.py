"""The loops that keep posts going: turns of outcomes and claims, posts between them, and freeing what the dead held.

No transaction is open while anybody is waited for. What is lost between an answer and its report is posted again
under the same id when the lease ends.
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import islice

from cryptography.exceptions import InvalidTag

from services.notify import usecases
from services.notify.domain.lanes import Lease, Pending, Report, report
from services.notify.domain.message import CONTENT_TYPE
from services.notify.domain.outcome import Fault, Reply
from services.notify.domain.signature import Seal, headers
from services.notify.senders.client import Sender
from shared.kernel.clock import Clock
from shared.kernel.refusals import Unavailable
from shared.runtime import faults
from shared.runtime.supervise import Loop, Pulse
from shared.runtime.telemetry import log
from shared.runtime.tx import Transactions

LANES_AT_ONCE = 128
SHORTEST_PAUSE, LONGEST_PAUSE = 0.02, 0.5
GATHER_SECONDS = 0.005
REPORTS_AT_ONCE = 500
RECOVER_EVERY = 5.0


class Pump:
    """One process's share of the posting; several run side by side on one database."""

    def __init__(
        self, transactions: Transactions, sender: Sender, *, seal: Seal, clock: Clock, due: asyncio.Event
    ) -> None:
        """`due` is set whenever there may be something to claim."""
        self._transactions = transactions
        self._sender = sender
        self._seal = seal
        self._clock = clock
        self._under_way: set[asyncio.Task[None]] = set()
        self._reports: deque[Report] = deque()
        self._due = due

    def loops(self) -> list[Loop]:
        """For the supervisor."""
        return [Loop("pump", self.pump), Loop("reaper", self.reap)]

    async def pump(self, pulse: Pulse) -> None:
        """Turn after turn; on stopping, what is under way is cut off and told as unknown."""
        pause = SHORTEST_PAUSE
        try:
            while True:
                leases = await self._turn()
                pulse.beat()
                for lease in leases:
                    task = asyncio.create_task(self._serve(lease))
                    self._under_way.add(task)
                    task.add_done_callback(self._ended)
                pause = SHORTEST_PAUSE if leases else min(2 * pause, LONGEST_PAUSE)
                if await _either(self._due, pause):
                    pause = SHORTEST_PAUSE
                if self._reports:
                    await asyncio.sleep(GATHER_SECONDS)
        except asyncio.CancelledError:
            await self._stop()
            raise

    async def reap(self, pulse: Pulse) -> None:
        """Frees the lanes of senders that died."""
        while True:
            async with self._transactions.write() as tx:
                freed = await usecases.recover(tx)
            if freed:
                log().warning("lanes.recovered", count=freed)
            pulse.beat()
            await asyncio.sleep(RECOVER_EVERY)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (bug := task.exception()):
            log().error("lane.broken", error=type(bug).__name__, exc_info=bug)

    async def _turn(self) -> Sequence[Lease]:
        """Writes down what was reported and claims what there is room for, in one transaction.

        A lane that is let go and the next that takes its place cost one commit and no wait between them.
        """
        batch = self._oldest()
        slots = LANES_AT_ONCE - len(self._under_way)
        if not batch and slots <= 0:
            return []
        async with self._transactions.write() as tx:
            if batch:
                await usecases.settle(tx, batch)
            leases = await usecases.claim(tx, slots=slots) if slots > 0 else []
        self._forget(batch)
        return leases

    def _oldest(self) -> Sequence[Report]:
        return list(islice(self._reports, REPORTS_AT_ONCE))

    def _forget(self, written: Sequence[Report]) -> None:
        """After the commit: to write a report twice changes nothing."""
        for _ in written:
            self._reports.popleft()

    async def _serve(self, lease: Lease) -> None:
        """Posts the deliveries of a lane in order; one that is not over ends the turn."""
        for nth, pending in enumerate(lease.pending, start=1):
            last = nth == len(lease.pending) or not lease.lasts(self._clock.now())
            told = await self._attempt(lease, pending, last=last)
            faults.point("delivery.answered")
            self._reports.append(told)
            self._due.set()
            if told.release_at is not None:
                return

    async def _attempt(self, lease: Lease, pending: Pending, *, last: bool) -> Report:
        body, began, clock = pending.message.body(), self._clock.now(), time.monotonic()
        try:
            reply = await self._post(lease, pending, body)
        except asyncio.CancelledError:
            reply, last = Fault.UNKNOWN, True
        return report(
            lease,
            pending,
            reply,
            body=body,
            began=began,
            ended=self._clock.now(),
            took=timedelta(seconds=time.monotonic() - clock),
            draw=random.random(),  # noqa: S311 - jitter
            last=last,
        )

    async def _post(self, lease: Lease, pending: Pending, body: bytes) -> Reply:
        endpoint = lease.receiver.endpoint
        try:
            secrets = [secret.open(self._seal) for secret in lease.receiver.secrets]
        except InvalidTag:
            log().error("secret.unreadable", endpoint_id=endpoint.id)
            return Fault.OWN_FAULT
        signed = headers(secrets, message_id=pending.message.id, at=self._clock.now(), body=body)
        signed["content-type"] = CONTENT_TYPE
        if pending.message.traceparent:
            signed["traceparent"] = pending.message.traceparent
        return await self._sender.post(
            endpoint.target, lease.receiver.zone, headers=signed, body=body, within=endpoint.time_limit
        )

    async def _stop(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._sender.close()
        with suppress(Unavailable):  # then the leases end by themselves
            while batch := self._oldest():
                async with self._transactions.write() as tx:
                    await usecases.settle(tx, batch)
                self._forget(batch)


async def _either(event: asyncio.Event, seconds: float) -> bool:
    """Waits for the event or the time, whichever comes first; whether it was the event, which is cleared."""
    # Not wait_for: before Python 3.12 it swallows a cancellation that comes together with the event.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    found = event.is_set()
    event.clear()
    return found
