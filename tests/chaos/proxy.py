"""A proxy for byte streams that can be told to hurt them: late, swallowed, torn, cut in the middle of an answer."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Self

Where = Path | int
"""A Unix socket, or a port of this machine."""


class Proxy:
    """Stands between clients and one server; on 127.0.0.1 or a Unix socket. Harmless until told otherwise."""

    def __init__(self, listen: Where, to: Where) -> None:
        self._listen, self._to = listen, to
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._flowing = asyncio.Event()
        self._delay = 0.0
        self._cut: int | None = None
        self.harmed = 0
        """Pieces that came late or were held, and connections that were torn, so far."""
        self.calm()

    async def __aenter__(self) -> Self:
        if isinstance(self._listen, Path):
            self._server = await asyncio.start_unix_server(self._serve, self._listen)
        else:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._listen)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.calm()
        self.reset()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1.0)  # torn, they end by themselves; asyncio reports cancelled ones
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def port(self) -> int:
        """Where it listens, if it is not a Unix socket."""
        assert isinstance(self._listen, int)
        return self._listen

    def calm(self) -> None:
        """Passes everything on at once."""
        self._delay, self._cut = 0.0, None
        self._flowing.set()

    def delay(self, seconds: float) -> None:
        """Every piece comes so much later."""
        self._delay = seconds

    def blackhole(self) -> None:
        """Connections stand and are accepted, and nothing comes through."""
        self._flowing.clear()

    def reset(self) -> None:
        """Every connection is torn; new ones are welcome."""
        self.harmed += len(self._open)
        for writer in self._open:
            writer.transport.abort()

    def cut(self, after: int) -> None:
        """So many bytes of answers still come through, then every connection is torn: what was asked may be done."""
        self._cut = after

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._open.add(writer)
        beyond: asyncio.StreamWriter | None = None
        try:
            with suppress(OSError):
                if isinstance(self._to, Path):
                    answers, beyond = await asyncio.open_unix_connection(self._to)
                else:
                    answers, beyond = await asyncio.open_connection("127.0.0.1", self._to)
                self._open.add(beyond)
                ways = [
                    asyncio.create_task(self._pass(reader, beyond, answers=False)),
                    asyncio.create_task(self._pass(answers, writer, answers=True)),
                ]
                try:
                    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for way in ways:
                        way.cancel()
                    await asyncio.gather(*ways, return_exceptions=True)
        finally:
            for end in (writer, beyond):
                if end is not None:
                    self._open.discard(end)
                    end.transport.abort()
            self._tasks.discard(task)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool) -> None:
        while piece := await reader.read(65_536):
            self.harmed += bool(self._delay) or not self._flowing.is_set()
            await self._flowing.wait()
            if self._delay:
                await asyncio.sleep(self._delay)
            if answers and self._cut is not None:
                piece, self._cut = piece[: self._cut], max(0, self._cut - len(piece))
            writer.write(piece)
            await writer.drain()
            if self._cut == 0:
                self._cut = None
                self.reset()
