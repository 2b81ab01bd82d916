"""The guard as ASGI middleware: its own paths under /portdesk, and a gate before the guarded calls of the application.

1. `PUT /portdesk/presentations/{sha256}` shows a certificate and its proofs; every check but those of the write.
2. The write: `POST /portdesk/corrections` with the plan's operations, or a guarded call of the application itself,
   with `PortDesk-Op` and `If-Match`. A call goes on to the application, which finds its Correction in the scope.
3. `GET /portdesk/journal/{op_id}` says what became of an operation, signed; after the fence a 404 is final.
4. `GET /portdesk/status` for whoever watches.

What is presented proves itself, so nobody has to sign in here.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guard.answers import document_of, not_found, refused
from guard.decide import Authorised, MappedCall, NativeOps, decide
from guard.routes import SAFE, RouteMap
from guard.target import Correction, Target
from guard.trust import TrustFile
from shared.evidence.canonical import Json, parse, sha256
from shared.evidence.codes import Unproven
from shared.evidence.records import Mode
from shared.evidence.scalars import stamp

LARGEST_PRESENTATION = 512 * 1024
LARGEST_WRITE = 256 * 1024
CORRECTION = "portdesk.correction"
"""Where in the scope the application finds the Correction of a guarded call."""


class Guard:
    """The gate in front of one application.

    In mode `observe` guarded calls go on uncertified and are only counted; `enforce` refuses them.
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
        self.observed = 0
        """Guarded calls that `enforce` would have refused."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what is the guard's own, refuses, or passes on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            if request.url.path.startswith("/portdesk/"):
                await (await self._own(request))(scope, receive, send)
                return
            await self._gate(request, send)
        except Unproven as reason:
            await refused(request, reason)(scope, receive, send)

    async def _own(self, request: Request) -> Response:
        match request.method, request.url.path.split("/")[2:]:
            case "PUT", ["presentations", digest]:
                return await self._present(request, digest)
            case "POST", ["corrections"]:
                return await self._correct(request)
            case "GET", ["journal", op_id]:
                entry = await self._target.entry(op_id)
                return not_found(request) if entry is None else document_of(entry.json_value())
            case "GET", ["status"]:
                return await self._status()
            case _:
                return not_found(request)

    async def _present(self, request: Request, digest: str) -> Response:
        body = await _bounded(request, LARGEST_PRESENTATION)
        if sha256(body) != digest:
            raise Unproven("V13.hash", at="path")
        authorised = decide(body, None, self._trust.current(), self._now())
        new = await self._target.keep(body, authorised)
        shown = {
            "certificate": authorised.certificate.id,
            "op_ids": list(authorised.plan.op_ids),
            "fence_until": stamp(authorised.fence_until),
        }
        return document_of(shown, 201 if new else 200)

    async def _correct(self, request: Request) -> Response:
        body = await _bounded(request, LARGEST_WRITE)
        sent = parse(body)
        if not isinstance(sent, dict) or set(sent) != {"ops"}:
            raise Unproven("V1.malformed", at="ops")
        authorised = await self._authorise(request, NativeOps(sent["ops"]))
        entries = await self._target.correct(self._correction(authorised, body))
        return document_of({"journal": [entry.json_value() for entry in entries]})

    async def _gate(self, request: Request, send: Send) -> None:
        found = self._routes.find(request.method, request.url.path)
        if found is None:
            if request.method not in SAFE and self._routes.default == "refuse":
                raise Unproven("T0.no-certificate")
            await self._app(request.scope, request.receive, send)
            return
        call, record_id = found
        body = await _bounded(request, LARGEST_WRITE)
        try:
            mapped = call.reads(request.headers.get("portdesk-op", ""), record_id, _parsed(body))
            request.scope[CORRECTION] = self._correction(await self._authorise(request, mapped), body)
        except Unproven:
            if self._mode == "enforce":
                raise
            self.observed += 1
        await self._app(request.scope, _again(body), send)

    async def _authorise(self, request: Request, ops: NativeOps | MappedCall) -> Authorised:
        """The decision about a write; If-Match is the version that the first operation pins."""
        op_id = request.headers.get("portdesk-op")
        presentation = await self._target.presented(op_id) if op_id else None
        if presentation is None:
            raise Unproven("T0.no-certificate")
        authorised = decide(presentation, ops, self._trust.current(), self._now())
        if request.headers.get("if-match") != authorised.ops[0].version:
            raise Unproven("T5.version", at="If-Match")
        return authorised

    def _correction(self, authorised: Authorised, body: bytes) -> Correction:
        return Correction(authorised, sha256(body), self._mode, self._now())

    async def _status(self) -> Response:
        trust = self._trust.current()
        return document_of(
            {
                "mode": self._mode,
                "system": self._routes.system,
                "trust_serial": trust.serial,
                "trust_expires": trust.expires,
                "clock": stamp(self._now()),
                "journal_size": await self._target.journal_size(),
                "observed": self.observed,
            }
        )


def correction_of(request: Request) -> Correction | None:
    """What the guard has let through with this request; None where it only observes."""
    found: Correction | None = request.scope.get(CORRECTION)
    return found


async def _bounded(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise Unproven("V1.too-large")
    return bytes(body)


def _parsed(body: bytes) -> Json:
    return parse(body) if body else None


def _again(body: bytes) -> Receive:
    """The request's body, for the application to read as if nobody had."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    return receive
