"""The guard as ASGI middleware: its own paths under /portdesk, and a gate before the guarded calls of the application.

1. `PUT /portdesk/presentations/{sha256}` shows a certificate and its proofs; every check but those of the write.
2. The write: `POST /portdesk/corrections` with the plan's operations, or a guarded call of the application itself,
   with `PortDesk-Op` and `If-Match`. A call goes on to the application, which finds its Correction in the scope.
3. `GET /portdesk/journal/{op_id}` says what became of an operation, signed; after the fence a 404 is final.
4. `GET /portdesk/status` for whoever watches.

What is presented proves itself, so nobody has to sign in here. A websocket opens with a reading call and is let by.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guard.answers import document_of, not_found, refused
from guard.decide import MappedCall, NativeOps, decide
from guard.routes import SAFE, RouteMap
from guard.target import Correction, Target
from guard.trust import TrustFile
from shared.evidence.canonical import Json, parse, sha256
from shared.evidence.codes import Unproven
from shared.evidence.records import Mode
from shared.evidence.scalars import stamp
from shared.evidence.trust import Trust

OWN = "/portdesk/"
LARGEST_PRESENTATION = 512 * 1024
LARGEST_WRITE = 256 * 1024
CORRECTION = "portdesk.correction"
"""Where in the scope the application finds the Correction of a guarded call."""

_OP_ID = re.compile(r"[0-9a-f-]{36}")

Reading = Callable[[str, Json], NativeOps | MappedCall]
"""What a write means, by the id of the operation it names and its body."""


class Guard:
    """The gate in front of one application.

    In mode `observe` guarded calls go on uncertified and are only counted; `enforce` refuses them. The guard's own
    paths refuse in both, since behind them is nothing but certified writes.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        trust: TrustFile,
        routes: RouteMap,
        target: Target,
        mode: Mode = "enforce",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._app = app
        self._trust = trust
        self._routes = routes
        self._target = target
        self._mode = mode
        self._now = now
        self._observed = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what is the guard's own, refuses, or passes on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            if scope["path"].startswith(OWN):
                answer = await self._own(request)
                await answer(scope, receive, send)
                return
            onward = await self._gate(request)
        except Unproven as reason:
            await refused(request, reason)(scope, receive, send)
            return
        await self._app(scope, onward, send)

    async def _own(self, request: Request) -> Response:
        match request.method, request.scope["path"].removeprefix(OWN).split("/"):
            case "PUT", ["presentations", digest]:
                return await self._present(request, digest)
            case "POST", ["corrections"]:
                correction = await self._authorise(request, _Body(request.receive), _native)
                entries = await self._target.correct(correction)
                return document_of({"journal": [entry.json_value() for entry in entries]})
            case "GET", ["journal", op_id] if _OP_ID.fullmatch(op_id):
                entry = await self._target.entry(op_id)
                return not_found(request) if entry is None else document_of(entry.json_value())
            case "GET", ["status"]:
                return await self._status()
            case _:
                return not_found(request)

    async def _present(self, request: Request, digest: str) -> Response:
        data = await _Body(request.receive).read(LARGEST_PRESENTATION)
        if sha256(data) != digest:
            raise Unproven("V13.hash", at="path")
        authorised = decide(data, None, self._believed(), self._now())
        new = await self._target.keep(data, authorised)
        shown = {
            "certificate": authorised.certificate.id,
            "op_ids": authorised.plan.op_ids,
            "fence_until": stamp(authorised.fence_until),
        }
        return document_of(shown, 201 if new else 200)

    async def _gate(self, request: Request) -> Receive:
        """What the application reads the request from, if it may."""
        reading = self._routes.find(request.method, request.scope["path"])
        if reading is None and (request.method in SAFE or self._routes.default == "pass"):
            return request.receive
        if reading is None or request.scope["query_string"]:
            reading = _unmapped
        body = _Body(request.receive)
        try:
            request.scope[CORRECTION] = await self._authorise(request, body, reading)
        except Unproven:
            if self._mode == "enforce":
                raise
            self._observed += 1
        return body.again

    async def _authorise(self, request: Request, body: "_Body", reading: Reading) -> Correction:
        """The decision about a write; If-Match is the version that the plan's first operation pins."""
        op_id = request.headers.get("portdesk-op", "")
        presentation = await self._target.presented(op_id)
        if presentation is None:
            raise Unproven("T0.no-certificate")
        data = await body.read(LARGEST_WRITE)
        authorised = decide(presentation, reading(op_id, parse(data)), self._believed(), self._now())
        if request.headers.get("if-match") != authorised.ops[0].version:
            raise Unproven("T5.version", at="If-Match")
        return Correction(authorised, sha256(data), self._mode, self._now)

    def _believed(self) -> Trust:
        """The trust in force, if it is this system's: with another's, that system's certificates would write here."""
        trust = self._trust.current()
        if trust.system != self._routes.system:
            raise Unproven("T1.other-system", at="trust")
        return trust

    async def _status(self) -> Response:
        trust = self._trust.newest()
        return document_of(
            {
                "mode": self._mode,
                "system": self._routes.system,
                "trust_serial": trust.serial if trust else None,
                "trust_expires": trust.expires if trust else None,
                "trust_problem": self._trust.problem,
                "clock": stamp(self._now()),
                "journal_size": await self._target.journal_size(),
                "observed": self._observed,
            }
        )


def correction_of(request: Request) -> Correction | None:
    """What the guard has let through with this request; None where it only observes."""
    found: Correction | None = request.scope.get(CORRECTION)
    return found


def _native(_: str, body: Json) -> NativeOps:
    if not isinstance(body, dict) or body.keys() != {"ops"}:
        raise Unproven("V1.malformed", at="ops")
    return NativeOps(body["ops"])


def _unmapped(op_id: str, _: Json) -> MappedCall:
    """A call that the map cannot say, by its path or its query, is no plan's operation."""
    return MappedCall(op_id, "", "", {})


class _Body:
    """The body of a request: read by the guard within a limit, then by the application as if nobody had."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._read: list[Message] = []

    async def read(self, limit: int) -> bytes:
        """All of it; V1.too-large beyond `limit` bytes, V1.malformed if the sender went away before its end."""
        data, more = bytearray(), True
        while more:
            message = await self._receive()
            self._read.append(message)
            if message["type"] == "http.disconnect":
                raise Unproven("V1.malformed", at="body")
            data += message.get("body", b"")
            more = message.get("more_body", False)
            if len(data) > limit:
                raise Unproven("V1.too-large")
        return bytes(data)

    async def again(self) -> Message:
        """For the application: first what the guard has read, then what it has not."""
        return self._read.pop(0) if self._read else await self._receive()
