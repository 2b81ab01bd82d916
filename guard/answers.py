"""What a guard answers: problem documents with a code (RFC 9457), in Chinese or English."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shared.evidence.codes import Unproven

PROBLEM = "application/problem+json"


def refused(request: Request, reason: Unproven) -> Response:
    """A refusal with its code, its sentence and where in the presentation it arose."""
    document = {
        **reason.facts,
        "type": f"/problems/{reason.code.lower().replace('.', '-')}",
        "title": _said(request, "守卫拒绝", "Refused by the guard"),
        "status": reason.meaning.status,
        "code": reason.code,
        "detail": _said(request, reason.say("zh"), reason.say("en")),
        "instance": request.scope["path"],
    }
    return document_of(document, reason.meaning.status, PROBLEM)


def not_found(request: Request) -> Response:
    """There is no such thing here."""
    document = {
        "type": "/problems/not-found",
        "title": _said(request, "没有找到", "Not found"),
        "status": 404,
        "instance": request.scope["path"],
    }
    return document_of(document, 404, PROBLEM)


def document_of(document: Mapping[str, Any], status: int = 200, media_type: str = "application/json") -> Response:
    """A JSON answer that no cache keeps."""
    return Response(json.dumps(document, ensure_ascii=False), status, {"Cache-Control": "no-store"}, media_type)


def _said(request: Request, zh: str, en: str) -> str:
    """Chinese, unless English is the first language asked for."""
    return en if request.headers.get("accept-language", "").lower().startswith("en") else zh
