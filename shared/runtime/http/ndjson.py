"""Bodies of many lines (NDJSON), read as they come and answered line by line: neither side is ever held whole.

A route asks for `Annotated[Lines, Depends(Incoming(SomeParams))]` and answers with `AnswerLines`; its body has no limit
as a whole. A line has one, and a client that neither sends nor takes anything for `…_LINE_SECONDS` is cut.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import orjson
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from shared.kernel.refusals import Invalid, Unavailable
from shared.runtime.http.problems import no_json
from shared.runtime.http.protocol import ABORT

MEDIA_TYPE = "application/x-ndjson"
LINGER = 5.0
"""Seconds for which a body is still read away after the last answer."""
T = TypeVar("T", bound=BaseModel)


class LineTooLong(Invalid):
    """One line of the body is longer than a line may be; the lines after it are handled."""

    zh = "这一行超过{limit}字节。"
    en = "This line is longer than {limit} bytes."


class EndlessLine(Invalid):
    """No line end came within what a whole body may be elsewhere: nothing more is read."""

    zh = "超过{limit}字节仍没有换行，不再读取。请逐行发送，每行一个JSON对象。"
    en = "There was no line end within {limit} bytes, so no more is read. Send one JSON object per line."


class TooSlow(Unavailable):
    """No further line came in the time a client is given. What was answered stands; the file can be sent again."""

    zh = "{seconds}秒内没有收到完整的一行，连接已结束。已答复的行有效，请重新发送整个文件。"
    en = "No whole line came within {seconds} s, so this ends here. What was answered stands; send the file again."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a body; `text` is None where it was too long to keep."""

    number: int
    text: bytes | None


class Lines:
    """The lines of one body, numbered from 1; `arrived` counts the lines that ended."""

    def __init__(self, pieces: AsyncIterator[bytes], *, longest: int, endless: int, patience: float) -> None:
        self._pieces = pieces
        self.longest = longest
        self._endless = endless
        self.patience = patience
        self.arrived = 0
        self._held = bytearray()
        self._size = 0
        """Bytes of the line that has not ended, kept or not."""

    async def chunks(self, most: int) -> AsyncIterator[Sequence[Line]]:
        """What has arrived of whole lines, at most `most` at a time and never waiting for more than one.

        Refuses with EndlessLine and TooSlow; raises ClientDisconnect where the client went away. What stood
        behind the last line end counts as a line only when the body ended in order.
        """
        while (piece := await self._piece()) is not None:
            for lines in self._split(piece, most):
                yield lines
        if self._size:
            yield [self._ended(b"")]

    async def read_away(self) -> None:
        """Lets the client see why its answer ends early: closing on what it still sends would lose the last line."""
        with suppress(TimeoutError, ClientDisconnect):
            async with asyncio.timeout(LINGER):
                async for _ in self._pieces:
                    pass

    async def _piece(self) -> bytes | None:
        """What came up to at least one line end; None at the end of the body."""
        try:
            async with asyncio.timeout(self.patience):
                async for piece in self._pieces:
                    if b"\n" in piece:
                        return piece
                    self._hold(piece)
        except TimeoutError:
            raise TooSlow(seconds=f"{self.patience:g}") from None
        return None

    def _split(self, piece: bytes, most: int) -> Iterator[Sequence[Line]]:
        found = most
        while found == most:
            *ended, piece = piece.split(b"\n", most)
            found = len(ended)
            if ended:
                yield [self._ended(part) for part in ended]
        self._hold(piece)

    def _ended(self, part: bytes) -> Line:
        self.arrived += 1
        text = bytes(self._held + part).strip() if self._size + len(part) <= self.longest else None
        self._held.clear()
        self._size = 0
        return Line(self.arrived, text)

    def _hold(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._endless:
            raise EndlessLine(limit=self._endless)
        if self._size <= self.longest:
            self._held += part
        else:
            self._held.clear()


class Incoming:
    """What a route depends on to get the lines of a body, each of which should be a `model`."""

    def __init__(self, model: type[BaseModel]) -> None:
        self.model = model

    async def __call__(self, request: Request) -> Lines:
        """The lines; an unsupported media type where the body does not say that it is NDJSON, or is compressed."""
        named = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if named != MEDIA_TYPE or request.headers.get("content-encoding", "identity") != "identity":
            raise HTTPException(415, headers={"Accept": MEDIA_TYPE})
        settings = request.app.state.runtime.settings
        return Lines(
            request.stream(), longest=settings.max_line, endless=settings.max_body, patience=settings.line_seconds
        )


def parsed(model: type[T], line: Line, *, limit: int) -> T:
    """The line as a `model`; refuses as LineTooLong, or as a body of its own would be."""
    if line.text is None:
        raise LineTooLong(limit=limit)
    try:
        sent = orjson.loads(line.text)
    except orjson.JSONDecodeError as fault:
        raise no_json(str(fault)) from None
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors(include_url=False)]
        raise RequestValidationError(faults, body=sent) from None


class AnswerLines(Response):
    """Answers that are sent as they are made; it begins with the first of them.

    Starlette's own streaming response would read the body away while it watches for the client's leaving.
    """

    media_type = MEDIA_TYPE

    def __init__(self, answers: AsyncIterator[bytes], *, patience: float) -> None:
        self._answers = answers
        self._patience = patience
        self.status_code = 200
        self.background = None
        # A proxy must not collect the answers; and what is left of a body that was cut is not read.
        self.init_headers({"X-Accel-Buffering": "no", "Connection": "close"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends until all is told; a client that went away is let go, one that takes nothing is cut."""
        try:
            async for message in self._messages():
                try:
                    async with asyncio.timeout(self._patience):
                        await send(message)
                except TimeoutError:
                    scope["extensions"][ABORT]["end"]()
                    while (await receive())["type"] != "http.disconnect":
                        pass
                    return
        except ClientDisconnect:
            return

    async def _messages(self) -> AsyncIterator[Message]:
        start: Message = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        begun = False
        async for answer in self._answers:
            if not begun:
                yield start
                begun = True
            yield {"type": "http.response.body", "body": answer, "more_body": True}
        if not begun:
            yield start
        yield {"type": "http.response.body", "body": b"", "more_body": False}
