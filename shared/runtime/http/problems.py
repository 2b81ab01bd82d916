"""Refusals as problem documents (RFC 9457), in the caller's language, with true pointers into the body sent."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import orjson
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared.kernel.refusals import (
    Conflict,
    Forbidden,
    Invalid,
    Language,
    NotFound,
    Refusal,
    Stale,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from shared.runtime.telemetry import current_request_id, log

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[type[Refusal], int] = {
    Invalid: 422,
    NotFound: 404,
    Unauthenticated: 401,
    Forbidden: 403,
    Stale: 409,
    Conflict: 409,
    TooMany: 429,
    Unavailable: 503,
}

# What pydantic says by error type, in words of ours; its own English never reaches a caller.
WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("缺少此项。", "This member is required."),
    "extra_forbidden": ("没有这一项，请检查拼写。", "There is no such member; check the spelling."),
    "string_too_short": ("太短，至少{min_length}个字符。", "Too short: at least {min_length} characters."),
    "string_too_long": ("太长，最多{max_length}个字符。", "Too long: at most {max_length} characters."),
    "too_long": ("太多，最多{max_length}项。", "Too many: at most {max_length}."),
    "too_short": ("太少，至少{min_length}项。", "Too few: at least {min_length}."),
    "enum": ("只能是：{expected}。", "Must be one of {expected}."),
    "literal_error": ("只能是：{expected}。", "Must be one of {expected}."),
    "string_pattern_mismatch": ("格式应为{pattern}。", "Must match {pattern}."),
    "string_type": ("应为文本。", "Must be text."),
    "string_unicode": ("文本中含有无法存储的字符。", "Holds a character that cannot be stored."),
    "int_type": ("应为整数。", "Must be a whole number."),
    "int_parsing": ("应为整数。", "Must be a whole number."),
    "union_tag_not_found": ("缺少{discriminator}。", "The member {discriminator} is required."),
    "union_tag_invalid": (
        "{discriminator}只能是：{expected_tags}。",
        "{discriminator} is one of {expected_tags}.",
    ),
    "bool_type": ("应为true或false。", "Must be true or false."),
    "bool_parsing": ("应为true或false。", "Must be true or false."),
    "list_type": ("应为列表。", "Must be a list."),
    "tuple_type": ("应为列表。", "Must be a list."),
    "dict_type": ("应为对象。", "Must be an object."),
    "model_type": ("应为对象。", "Must be an object."),
    "model_attributes_type": ("应为JSON对象，请检查Content-Type。", "Must be a JSON object; check the Content-Type."),
    "json_invalid": ("不是有效的JSON。", "Not valid JSON."),
    "uuid_parsing": ("应为UUID。", "Must be a UUID."),
    "uuid_type": ("应为UUID。", "Must be a UUID."),
    "greater_than_equal": ("不能小于{ge}。", "Must be at least {ge}."),
    "less_than_equal": ("不能大于{le}。", "Must be at most {le}."),
    "greater_than": ("必须大于{gt}。", "Must be greater than {gt}."),
    "datetime_parsing": ("应为RFC 3339时间。", "Must be an RFC 3339 time."),
    "date_from_datetime_parsing": ("应为日期，如2026-11-23。", "Must be a date like 2026-11-23."),
    "date_parsing": ("应为日期，如2026-11-23。", "Must be a date like 2026-11-23."),
    "date_from_datetime_inexact": ("应为日期，如2026-11-23。", "Must be a date like 2026-11-23."),
    "datetime_from_date_parsing": ("应为RFC 3339时间。", "Must be an RFC 3339 time."),
    "timezone_aware": ("时间须带时区。", "The time needs a zone."),
    "url_parsing": ("不是有效的网址。", "Not a valid URL."),
    "url_scheme": ("网址协议只能是{expected_schemes}。", "The URL scheme must be {expected_schemes}."),
}
_OTHER = ("内容不符合要求（{type}）。", "Not acceptable ({type}).")
_TITLES: Mapping[int, tuple[str, str]] = {
    400: ("请求无法理解", "Bad request"),
    401: ("需要登录", "Authentication required"),
    403: ("不允许", "Not allowed"),
    404: ("没有找到", "Not found"),
    405: ("不支持此方法", "Method not allowed"),
    409: ("状态冲突", "Conflict"),
    412: ("已被更新", "Changed meanwhile"),
    413: ("内容过大", "Too large"),
    415: ("不支持的内容类型", "Unsupported media type"),
    422: ("内容不符合要求", "Not acceptable"),
    428: ("需要前提条件", "Precondition required"),
    429: ("请求过于频繁", "Too many requests"),
    500: ("内部错误", "Internal error"),
    503: ("暂时不可用", "Unavailable"),
}


class FieldProblem(BaseModel):
    """One fault of the input."""

    pointer: str = Field(description="RFC 6901 pointer into the part named by `in`.", examples=["/references/0/number"])
    in_: Literal["body", "query", "path", "header", "cookie"] = Field(alias="in")
    code: str = Field(description="Stable word for the fault.", examples=["missing"])
    detail: str


class Problem(BaseModel):
    """A problem document (RFC 9457); refusals add members of their own."""

    type: str = Field(description="`/problems/<reason>`; the page there says what to do.", examples=["/problems/stale"])
    title: str
    status: int
    detail: str
    instance: str
    request_id: str | None = None
    errors: list[FieldProblem] = []


def language_of(request: Request) -> Language:
    """The caller's language by `Accept-Language`: Chinese unless English is preferred."""
    best: tuple[float, Language] = (0.0, "zh")
    for item in request.headers.get("accept-language", "").split(","):
        tag, _, parameters = item.strip().partition(";")
        try:
            quality = float(parameters.partition("q=")[2] or 1)
        except ValueError:
            continue
        name: Language | None = "zh" if tag[:2].lower() == "zh" else "en" if tag[:2].lower() == "en" else None
        if name and quality > best[0]:
            best = (quality, name)
    return best[1]


async def refused(request: Request, refusal: Exception) -> Response:
    """Renders a refusal by its kind."""
    assert isinstance(refusal, Refusal)
    document = told(request, refusal)
    headers = {}
    if isinstance(refusal, TooMany | Unavailable):
        headers["Retry-After"] = str(refusal.retry_after)
    if document["status"] == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return render(request, document, headers)


async def invalid(request: Request, error: Exception) -> Response:
    """Renders what pydantic found wrong with the parameters or the body of a request."""
    assert isinstance(error, RequestValidationError)
    if isinstance(error.body, bytes):
        # FastAPI leaves a body alone that does not say it is JSON.
        return await http_error(request, HTTPException(415))
    return render(request, told(request, error))


def no_json(why: str) -> RequestValidationError:
    """What refuses a body that no parser can read, at its root; `why` is the parser's word, which nobody is told."""
    return RequestValidationError([{"type": "json_invalid", "loc": ("body",), "msg": why}])


async def http_error(request: Request, error: Exception) -> Response:
    """Renders what the framework itself refuses: unknown paths and methods, bodies too large, or beyond its parser."""
    assert isinstance(error, HTTPException)
    if error.status_code == 400:
        # Nested too deeply, a number of thousands of digits, bytes that are no text: told as what is no JSON.
        return render(request, told(request, no_json(error.detail)))
    zh, en = _TITLES.get(error.status_code, ("错误", "Error"))
    slug = en.lower().replace(" ", "-")
    detail = zh if language_of(request) == "zh" else en
    return render(request, _document(request, error.status_code, slug, detail), error.headers or {})


async def broken(request: Request, error: Exception) -> Response:
    """A bug of ours: nothing but the request id is told; the chain is logged once."""
    return render(request, told(request, error))


def told(request: Request, failure: Exception) -> dict[str, Any]:
    """The problem document of a refusal, of what pydantic found, or of a bug of ours, which is logged here."""
    language = language_of(request)
    if isinstance(failure, Refusal):
        status = next(status for kind, status in STATUS.items() if isinstance(failure, kind))
        if isinstance(failure, Stale) and "if-match" in request.headers:
            status = 412
        said = failure.say(language)
        errors = []
        if failure.pointer is not None:
            # What has no body is asked by parameters.
            place = "query" if request.method in ("GET", "HEAD") else "body"
            errors = [{"pointer": failure.pointer, "in": place, "code": failure.slug(), "detail": said}]
        facts = failure.facts
        if isinstance(failure, Unavailable):
            # A line of many has no header to say it in.
            facts = {**facts, "retry_after": failure.retry_after}
        return _document(request, status, failure.slug(), said, errors, facts)
    if isinstance(failure, RequestValidationError):
        errors = [_field(fault, failure.body, language) for fault in failure.errors()]
        detail = f"有{len(errors)}处不符合要求。" if language == "zh" else f"{len(errors)} fault(s) in the input."
        return _document(request, 422, "invalid-input", detail, errors)
    log().error("http.broken", operation=_operation(request), exc_info=failure)
    zh = "系统内部错误，请将请求编号告知运维。"
    en = "Something broke on our side; quote the request id to the operators."
    return _document(request, 500, "internal-error", zh if language == "zh" else en)


def render(request: Request, document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """One problem document as the answer to a request."""
    headers = {**(headers or {}), "Content-Language": language_of(request)}
    return Response(orjson.dumps(document, default=str), document["status"], headers, MEDIA_TYPE)


def _document(
    request: Request,
    status: int,
    slug: str,
    detail: str,
    errors: Sequence[Mapping[str, Any]] = (),
    facts: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    # Facts become members of their own and cannot displace the standard ones.
    zh, en = _TITLES.get(status, ("错误", "Error"))
    document: dict[str, Any] = {
        **(facts or {}),
        "type": f"/problems/{slug}",
        "title": zh if language_of(request) == "zh" else en,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        "request_id": current_request_id(),
    }
    if errors:
        document["errors"] = list(errors)
    return document


def pointer(location: Sequence[int | str], body: Any, *, missing: bool = False) -> str:
    """The RFC 6901 pointer for a pydantic location; the last segment of a `missing` member is not in the body.

    Pydantic puts tags of unions and names of validators into locations; any other segment that is no member of what
    was sent is dropped.
    """
    parts: list[str] = []
    at = body
    for place, segment in enumerate(location):
        inside = (isinstance(at, Mapping) and segment in at) or (
            isinstance(at, Sequence) and not isinstance(at, str) and isinstance(segment, int) and segment < len(at)
        )
        if inside:
            at = at[segment]
        elif not missing or place != len(location) - 1:
            continue
        parts.append(str(segment).replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{part}" for part in parts)


def _field(fault: Mapping[str, Any], body: Any, language: Language) -> dict[str, Any]:
    where, *location = fault["loc"]
    code = str(fault["type"])
    context = {"type": code, **fault.get("ctx", {})}
    template = WORDS.get(code, _OTHER)[0 if language == "zh" else 1]
    if code == "json_invalid":
        location = []
    sent = body if where == "body" else dict.fromkeys(location)
    at = pointer(location, sent, missing=code == "missing")
    return {"pointer": at, "in": where, "code": code, "detail": template.format(**context)}


def _operation(request: Request) -> str:
    return getattr(request.scope.get("route"), "name", "none")
