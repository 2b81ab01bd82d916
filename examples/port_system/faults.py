"""Faults to switch on, as only an example has them: answers lost on the line, records changed by somebody meanwhile."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SWITCHES = "/sandbox/faults"


@dataclass(slots=True)
class Faults:
    """How many times each will happen from now on."""

    lose_answer: int = 0
    """A correction is done, and the connection breaks off before its answer is whole."""
    change_meanwhile: int = 0
    """Somebody's ordinary business moves the record's version just before a correction."""

    def take(self, name: str) -> bool:
        """Whether this fault happens now."""
        left: int = getattr(self, name)
        setattr(self, name, max(0, left - 1))
        return left > 0

    async def switch(self, request: Request) -> Response:
        """`PUT {"lose_answer": 1}`: sets the faults that are named and leaves the others."""
        for name, times in (await request.json()).items():
            if name not in self.__slots__ or not isinstance(times, int):
                return JSONResponse({"detail": f"no such fault: {name}"}, 422)
            setattr(self, name, times)
        return JSONResponse({name: getattr(self, name) for name in self.__slots__})


class Faulty:
    """Outside the guard: takes the switches, and loses answers."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A lost answer begins and never ends: the server then breaks the connection off."""

        async def lose(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})

        match scope:
            case {"type": "http", "method": "PUT", "path": path} if path == SWITCHES:
                answer = await self._faults.switch(Request(scope, receive))
                await answer(scope, receive, send)
            case {"type": "http", "method": "POST" | "PUT", "path": path} if _corrects(path):
                await self._app(scope, receive, lose if self._faults.take("lose_answer") else send)
            case _:
                await self._app(scope, receive, send)


def _corrects(path: str) -> bool:
    """A write, and not the mere showing of a certificate."""
    return not path.startswith("/portdesk/presentations/")
