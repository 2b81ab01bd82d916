"""Concurrent single calls made into one batch: what waits while one transaction is under way goes into the next.

There is no timer and no added wait: a lone caller's item is a batch of one, at once. Who brings many goes the same
way, behind the single calls: a file of a million lines holds up nobody.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from shared.kernel.refusals import Refusal, Unavailable
from shared.runtime import faults
from shared.runtime.tx import Transactions, Tx

Item = TypeVar("Item")
Result = TypeVar("Result")


_Waiting = tuple[Item, asyncio.Future[Result | Refusal]]


class _NothingToCommit(Exception):
    """Every member was refused: roll back."""


class Coalescer(Generic[Item, Result]):
    """Collects items and hands them to a set-based use case, each caller getting its own result or refusal.

    `work` returns one result or refusal per item, in order. If a batch fails as a whole its members are tried
    again one by one, so that a poisoned item fails alone and one that lost a race finds what the winner left.
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
        self._waiting: deque[_Waiting[Item, Result]] = deque()
        self._behind: deque[_Waiting[Item, Result]] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def submit(self, item: Item) -> Result:
        """The result for `item` once its transaction has been committed; raises its refusal."""
        result = await self._queued(self._waiting, item)
        if isinstance(result, Refusal):
            # Here, not in the worker: the trail names the request that was refused.
            await self._transactions.note(result)
            raise result
        return result

    async def submit_many(self, items: Sequence[Item]) -> Sequence[Result | Exception]:
        """What became of each item, in order, once all their transactions have been committed or given up.

        A refusal is a value here, and so is the failure of an item that failed alone.
        """
        futures = [self._queued(self._behind, item) for item in items]
        results: Sequence[Result | Refusal | BaseException] = await asyncio.gather(*futures, return_exceptions=True)
        for result in results:
            if isinstance(result, Refusal):
                await self._transactions.note(result)
            elif isinstance(result, BaseException) and not isinstance(result, Exception):
                raise result
        return results  # type: ignore[return-value]

    def _queued(self, queue: deque[_Waiting[Item, Result]], item: Item) -> asyncio.Future[Result | Refusal]:
        future: asyncio.Future[Result | Refusal] = asyncio.get_running_loop().create_future()
        queue.append((item, future))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._drain(), name="coalescer")
        return future

    def _next(self) -> Sequence[_Waiting[Item, Result]]:
        # Single calls first; a quarter is kept for what waits behind, so that it gets on under any load.
        kept = min(len(self._behind), self._limit // 4)
        batch = _taken(self._waiting, self._limit - kept)
        return batch + _taken(self._behind, self._limit - len(batch))

    async def _drain(self) -> None:
        # One pass of the loop first: whatever has arrived in the same moment belongs into the same batch.
        await asyncio.sleep(0)
        while batch := self._next():
            if await self._together(batch) is not None:
                for member in batch:
                    if (failure := await self._together([member])) and not member[1].done():
                        member[1].set_exception(failure)

    async def _together(self, batch: Sequence[_Waiting[Item, Result]]) -> Exception | None:
        batch = [(item, future) for item, future in batch if not future.done()]
        if not batch:
            return None
        results: Sequence[Result | Refusal] = []
        try:
            async with self._transactions.write() as tx:
                results = await self._work(tx, [item for item, _ in batch])
                faults.point("accept.worked")
                if all(isinstance(result, Refusal) for result in results):
                    raise _NothingToCommit
            faults.point("accept.committed")
        except _NothingToCommit:
            pass
        except Unavailable as away:
            results = [away] * len(batch)
        except Exception as failure:
            return failure
        for result, (_, future) in zip(results, batch, strict=True):
            if not future.done():
                future.set_result(result)
        return None


def _taken(queue: deque[_Waiting[Item, Result]], most: int) -> list[_Waiting[Item, Result]]:
    return [queue.popleft() for _ in range(min(most, len(queue)))]
