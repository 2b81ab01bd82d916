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
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from uuid import UUID

from cryptography.exceptions import InvalidTag

from services.notify import usecases
from services.notify.domain.lanes import PATIENCE, ROUND, Lease, Pending, Receiver, Report, lanes_of_a_round, report
from services.notify.domain.message import CONTENT_TYPE
from services.notify.domain.outcome import Fault, Reply
from services.notify.domain.signature import Seal, Secret, headers
from services.notify.senders.client import Sender
from shared.kernel.clock import Clock
from shared.kernel.ids import EndpointId
from shared.kernel.refusals import Unavailable
from shared.runtime import faults
from shared.runtime.supervise import Loop, Pulse
from shared.runtime.telemetry import log
from shared.runtime.tx import Transactions

ROUNDS_AT_ONCE = 128
LANES_AT_ONCE = 512
SHORTEST_PAUSE, LONGEST_PAUSE = 0.02, 0.5
GATHER_SECONDS, GATHER_AT_MOST = 0.005, 0.05
REPORTS_AT_ONCE = 500
RECOVER_EVERY = 5.0


@dataclass(slots=True)
class Round:
    """Lanes of one endpoint that are served one after the other: what one sender at a time may post to it."""

    receiver: Receiver
    untouched: deque[Lease] = field(default_factory=deque)
    began: float = field(default_factory=time.monotonic)
    since: float = field(default_factory=time.monotonic)
    """When it came to the lane that it is at."""
    served: int = 0

    def next(self) -> Lease:
        """The lane that has waited longest."""
        self.since = time.monotonic()
        self.served += 1
        return self.untouched.popleft()

    def stuck(self) -> bool:
        """Whether subjects have waited long enough behind one that takes its time."""
        return bool(self.untouched) and time.monotonic() - self.since > PATIENCE.total_seconds()

    def over(self) -> bool:
        """Whether what has changed at the endpoint should be learnt before the next post."""
        return time.monotonic() - self.began > ROUND.total_seconds()

    def depth(self) -> int:
        """How many lanes the next one to the same endpoint should take."""
        return lanes_of_a_round(self.served, timedelta(seconds=time.monotonic() - self.began))


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
        self._rounds: dict[asyncio.Task[None], Round] = {}
        self._depths: dict[EndpointId, int] = {}
        self._reports: deque[Report] = deque()
        self._untouched: deque[Lease] = deque()
        self._due = due
        self._turning: asyncio.Task[bool] | None = None

    def loops(self) -> list[Loop]:
        """For the supervisor."""
        return [Loop("pump", self.pump), Loop("reaper", self.reap)]

    async def pump(self, pulse: Pulse) -> None:
        """Turn after turn; on stopping, what is under way is cut off and told as unknown."""
        pause = SHORTEST_PAUSE
        try:
            while True:
                began = time.monotonic()
                self._due.clear()
                self._turning = asyncio.create_task(self._turn())
                # Not cut off: the lanes that it is about to claim would stay leased with nobody to serve them.
                found = await asyncio.shield(self._turning)
                took = time.monotonic() - began
                pulse.beat()
                pause = SHORTEST_PAUSE if found else min(2 * pause, LONGEST_PAUSE)
                if await _either(self._due, pause):
                    pause = SHORTEST_PAUSE
                if self._reports:
                    # A turn costs much the same however much is in it: twice as long is left for more to come.
                    await asyncio.sleep(min(max(GATHER_SECONDS, 2 * took), GATHER_AT_MOST))
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

    def _begin(self, leases: Sequence[Lease]) -> None:
        rounds: dict[UUID, Round] = {}
        for lease in leases:
            rounds.setdefault(lease.token, Round(lease.receiver)).untouched.append(lease)
        for round_ in rounds.values():
            task = asyncio.create_task(self._walk(round_))
            self._rounds[task] = round_
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._untouched.extend(self._rounds.pop(task).untouched)
        self._due.set()
        if not task.cancelled() and (bug := task.exception()):
            log().error("lane.broken", error=type(bug).__name__, exc_info=bug)

    async def _turn(self) -> bool:
        """Writes down what was reported and begins what there is room for; whether there was something to begin.

        Outcomes and claims are one transaction: a lane that is let go and the next that takes its place cost one commit
        and no wait between them.
        """
        for round_ in self._rounds.values():
            if round_.stuck():
                self._untouched.extend(round_.untouched)
                round_.untouched.clear()
        batch, untouched = self._oldest(), [*self._untouched]
        rounds = ROUNDS_AT_ONCE - len(self._rounds)
        lanes = LANES_AT_ONCE - sum(1 + len(round_.untouched) for round_ in self._rounds.values())
        if not batch and not untouched and rounds <= 0:
            return False
        leases: Sequence[Lease] = []
        try:
            async with self._transactions.write() as tx:
                if batch or untouched:
                    await usecases.settle(tx, batch, untouched)
                if rounds > 0:
                    leases = await usecases.claim(tx, rounds=rounds, lanes=lanes, depths=self._depths)
        except Exception:
            # Committed or not, nobody serves them: they would fill the room of their endpoint until the leases end.
            self._untouched.extend(leases)
            raise
        self._forget(batch, untouched)
        self._begin(leases)
        return bool(leases)

    def _oldest(self) -> Sequence[Report]:
        return list(islice(self._reports, REPORTS_AT_ONCE))

    def _forget(self, written: Sequence[Report], untouched: Sequence[Lease]) -> None:
        """After the commit: to write a report twice, or to give a lane back twice, changes nothing."""
        for _ in written:
            self._reports.popleft()
        for _ in untouched:
            self._untouched.popleft()

    async def _walk(self, round_: Round) -> None:
        """Serves lane after lane, until the endpoint is silent or something else is to be learnt about it first."""
        endpoint = round_.receiver.endpoint
        secrets = self._secrets(round_.receiver)
        goes_on = True
        while goes_on and round_.untouched and not round_.over() and round_.untouched[0].lasts(self._clock.now()):
            goes_on = await self._serve(round_.next(), secrets)
        self._depths[endpoint.id] = round_.depth() if goes_on else 1

    async def _serve(self, lease: Lease, secrets: Sequence[Secret] | None) -> bool:
        """Posts the deliveries of a lane in order, up to one that is not over; whether others may be posted after."""
        for nth, pending in enumerate(lease.pending, start=1):
            last = nth == len(lease.pending) or not lease.lasts(self._clock.now())
            told = await self._attempt(lease, pending, secrets, last=last)
            faults.point("delivery.answered")
            self._reports.append(told)
            self._due.set()
            if told.release_at is not None:
                break
        return told.status is not None and not told.bears

    async def _attempt(self, lease: Lease, pending: Pending, secrets: Sequence[Secret] | None, *, last: bool) -> Report:
        body, began, clock = pending.message.body(), self._clock.now(), time.monotonic()
        try:
            reply = await self._post(lease.receiver, pending, secrets, body)
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

    async def _post(self, receiver: Receiver, pending: Pending, secrets: Sequence[Secret] | None, body: bytes) -> Reply:
        if secrets is None:
            return Fault.OWN_FAULT
        signed = headers(secrets, message_id=pending.message.id, at=self._clock.now(), body=body)
        signed["content-type"] = CONTENT_TYPE
        if pending.message.traceparent:
            signed["traceparent"] = pending.message.traceparent
        endpoint = receiver.endpoint
        return await self._sender.post(
            endpoint.target, receiver.zone, headers=signed, body=body, within=endpoint.time_limit
        )

    def _secrets(self, receiver: Receiver) -> Sequence[Secret] | None:
        """What signs to an endpoint; None where our key does not open it."""
        try:
            return [secret.open(self._seal) for secret in receiver.secrets]
        except InvalidTag:
            log().error("secret.unreadable", endpoint_id=receiver.endpoint.id)
            return None

    async def _stop(self) -> None:
        if self._turning is not None:
            await asyncio.gather(self._turning, return_exceptions=True)
        for task in self._rounds:
            task.cancel()
        await asyncio.gather(*self._rounds, return_exceptions=True)
        await self._sender.close()
        with suppress(Unavailable):  # then the leases end by themselves
            while self._reports or self._untouched:
                batch, untouched = self._oldest(), [*self._untouched]
                async with self._transactions.write() as tx:
                    await usecases.settle(tx, batch, untouched)
                self._forget(batch, untouched)


async def _either(event: asyncio.Event, seconds: float) -> bool:
    """Waits for the event or the time, whichever comes first; whether it was the event."""
    # Not wait_for: before Python 3.12 it swallows a cancellation that comes together with the event.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()
