"""What a browser may do with an answer of ours, and what it reports when something tried more."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.runtime.telemetry import POLICY_VIOLATIONS, log

REPORTS = "/policy-reports"
LARGEST_REPORT = 16 * 1024
DIRECTIVES: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "portdesk vue",
    "report-uri": REPORTS,
}
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in DIRECTIVES.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)",
}
_REFERENCE = re.compile(r"/[a-z]+/docs")
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


class WithPolicy:
    """Puts the headers on every answer. Only the generated reference pages may run the one script they carry."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything but HTTP through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_reference = _REFERENCE.fullmatch(scope["path"]) is not None
        held: Message = {}

        async def answer(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if is_reference:
                    held = message
                    return
            elif held:
                MutableHeaders(scope=held)["Content-Security-Policy"] = _reference_policy(message["body"])
                await send(held)
                held = {}
            await send(message)

        await self._app(scope, receive, answer)


async def take_report(request: Request) -> Response:
    """Counts a violation that a browser reports (CSP Level 3 §5.3); nothing of the report is stored."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_REPORT:
            return Response(status_code=413)
    try:
        report = json.loads(body)["csp-report"]
        violated = str(report.get("effective-directive") or report["violated-directive"]).split(" ")[0]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Response(status_code=422)
    base = violated.removesuffix("-elem").removesuffix("-attr")
    directive = base if base in DIRECTIVES else "other"
    POLICY_VIOLATIONS.labels(directive).inc()
    log().warning("policy.violated", reason=directive)
    return Response(status_code=204)


def _reference_policy(page: bytes) -> str:
    digests = [base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _INLINE.findall(page)]
    loosened = {
        **DIRECTIVES,
        "script-src": " ".join(["'self'", *(f"'sha256-{digest}'" for digest in digests)]),
        "style-src": "'self' 'unsafe-inline'",
    }
    strict_only = ("require-trusted-types-for", "trusted-types")
    return "; ".join(f"{name} {value}" for name, value in loosened.items() if name not in strict_only)
