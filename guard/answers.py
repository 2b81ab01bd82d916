"""What a guard answers: problem documents with a code (RFC 9457), in Chinese or English."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shared.evidence.codes import Unproven
from shared.kernel.refusals import Language


def refused(request: Request, reason: Unproven) -> Response:
    """A refusal with its code, its sentence and where in the presentation it arose."""
    english = request.headers.get("accept-language", "").lower().startswith("en")
    language: Language = "en" if english else "zh"
    document = {
        **reason.facts,
        "type": f"/problems/{reason.code.lower().replace('.', '-')}",
        "title": "Refused by the guard" if english else "守卫拒绝",
        "status": reason.meaning.status,
        "code": reason.code,
        "detail": reason.say(language),
        "instance": request.url.path,
    }
    return document_of(document, reason.meaning.status, "application/problem+json")


def not_found(request: Request) -> Response:
    """There is no such thing here."""
    document = {"type": "/problems/not-found", "title": "Not found", "status": 404, "instance": request.url.path}
    return document_of(document, 404, "application/problem+json")


def document_of(document: Mapping[str, Any], status: int = 200, media_type: str = "application/json") -> Response:
    """A JSON answer that no cache keeps."""
    body = json.dumps(document, ensure_ascii=False, default=str)
    return Response(body, status, {"Cache-Control": "no-store"}, media_type)
