"""Concurrent single calls made into one batch: what waits while one transaction is under way goes into the next.

There is no timer and no added wait: a lone caller's item is a batch of one, at once.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from shared.kernel.refusals import Refusal, Unavailable
from shared.runtime.tx import Transactions, Tx

Item = TypeVar("Item")
Result = TypeVar("Result")


class _NothingToCommit(Exception):
    """Every member was refused: roll back."""


class Coalescer(Generic[Item, Result]):
    """Collects items and hands them to a set-based use case, each caller getting its own result or refusal.

    `work` returns one result or refusal per item, in order. If a batch fails as a whole its members are tried
    one by one, so that a poisoned item fails alone.
    """

    def __init__(
        self,
        transactions: Transactions,
        work: Callable[[Tx, Sequence[Item]], Awaitable[Sequence[Result | Refusal]]],
        *,
        limit: int = 128,
    ) -> None:
        self._transactions = transactions
        self._work = work
        self._limit = limit
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def submit(self, item: Item) -> Result:
        """The result for `item` once its transaction has been committed; raises its refusal."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._drain(), name="coalescer")
        return await future

    async def _drain(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(self._limit, len(self._waiting)))]
            batch = [(item, future) for item, future in batch if not future.done()]
            if batch and not await self._together(batch) and len(batch) > 1:
                for member in batch:
                    await self._together([member])

    async def _together(self, batch: Sequence[tuple[Item, asyncio.Future[Result]]]) -> bool:
        results: Sequence[Result | Refusal] = []
        try:
            async with self._transactions.write() as tx:
                results = await self._work(tx, [item for item, _ in batch])
                if all(isinstance(result, Refusal) for result in results):
                    raise _NothingToCommit
        except _NothingToCommit:
            pass
        except Unavailable as away:
            results = [away] * len(batch)
        except Exception as failure:
            if len(batch) == 1 and not batch[0][1].done():
                batch[0][1].set_exception(failure)
            return False
        for result, (_, future) in zip(results, batch, strict=True):
            if future.done():
                continue
            if isinstance(result, Refusal):
                await self._transactions.note(result)
                future.set_exception(result)
            else:
                future.set_result(result)
        return True
