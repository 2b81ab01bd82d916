"""Presence between processes: what one of them was told, all of them hear of and tell their streams."""

import asyncio
from uuid import UUID

from services.notify import store, usecases
from services.notify.senders.hub import Hub
from shared.kernel.ids import RequestId
from shared.runtime.listening import listen
from shared.runtime.supervise import Loop, Pulse
from shared.runtime.tx import Transactions

SWEEP_EVERY = 5.0
FORGET_EVERY = 3600.0
TOGETHER = 0.05


class Presences:
    """Hears of changes by a channel of notify's own database, so that one is heard only if it was committed."""

    def __init__(self, transactions: Transactions, hub: Hub, *, dsn: str) -> None:
        """`dsn` is the database whose channel is listened to."""
        self._transactions = transactions
        self._hub = hub
        self._dsn = dsn
        self._changed: set[RequestId] = set()
        self._heard = asyncio.Event()

    def loops(self) -> list[Loop]:
        """Listening, and forgetting whoever has gone without a word."""
        return [
            Loop("presence", self._follow),
            Loop("presence.sweep", self._sweep),
            Loop("audiences", self._forget, late_after=2 * FORGET_EVERY),
        ]

    async def _follow(self, pulse: Pulse) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._tell(pulse))

    async def _listen(self) -> None:
        await listen(self._dsn, store.CHANNEL, self._hear)
        raise ConnectionResetError("the channel of presence is closed")

    def _hear(self, payload: str) -> None:
        self._changed.add(RequestId(UUID(payload)))
        self._heard.set()

    async def _tell(self, pulse: Pulse) -> None:
        while True:
            pulse.beat()
            try:
                async with asyncio.timeout(SWEEP_EVERY):
                    await self._heard.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(TOGETHER)
            self._heard.clear()
            changed, self._changed = self._changed, set()
            if self._hub.clients:
                async with self._transactions.read() as tx:
                    found = await usecases.presences(tx, changed)
                for presence in found:
                    self._hub.present(presence)

    async def _sweep(self, pulse: Pulse) -> None:
        while True:
            async with self._transactions.write() as tx:
                await usecases.sweep_presence(tx)
            pulse.beat()
            await asyncio.sleep(SWEEP_EVERY)

    async def _forget(self, pulse: Pulse) -> None:
        while True:
            async with self._transactions.write() as tx:
                more = await usecases.forget_audiences(tx)
            pulse.beat()
            await asyncio.sleep(0 if more else FORGET_EVERY)
