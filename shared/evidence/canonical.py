"""Strict JSON in, RFC 8785 bytes out, base64url and hashes. What the members of a document mean is not known here."""

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import NoReturn, TypeAlias

import rfc8785

from shared.evidence.codes import Unproven
from shared.kernel.refusals import Invalid

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"

MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 7493, 2.2)."""

_BASE64URL = re.compile(r"(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?")
"""Without padding; of the last digit no bit is lost (RFC 4648, 3.5)."""
_BEYOND_UTF_16_UNITS = re.compile("[\U00010000-\U0010ffff]")
_encoded = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=True).encode


class NotNormalised(Invalid):
    """A text that is to be signed is not in Unicode normal form C. It is refused, never silently changed."""

    zh = "文本不是 Unicode 规范形式 NFC，请更正后再签。"
    en = "The text is not in Unicode normal form C; mend it before it is signed."


def parse(data: bytes) -> Json:
    """The value of strict JSON; refuses what two readers could understand differently (V1.malformed).

    UTF-8 without byte order mark, no repeated member, integers within ±(2^53 − 1) without fraction or exponent,
    at most 32 levels, no lone surrogate.
    """
    try:
        value: Json = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_members,
            parse_float=_refuse,
            parse_constant=_refuse,
            parse_int=_integer,
        )
        _check(value, depth=0)
    except (ValueError, RecursionError) as reason:
        raise Unproven("V1.malformed") from reason
    return value


def canonical(value: Json) -> bytes:
    """The one RFC 8785 form of a value; ValueError for what cannot be written so.

    Python's own encoder escapes as RFC 8785 does and is many times faster. It writes numbers otherwise, and it sorts by
    code points, which is the order of UTF-16 units as long as there is no surrogate pair.
    """
    if _is_plain(value):
        text = _encoded(value)
        if text.isascii() or not _BEYOND_UTF_16_UNITS.search(text):
            return text.encode("utf-8")
    return rfc8785.dumps(value)


def sha256(data: bytes) -> str:
    """The SHA-256 in 64 lower-case hexadecimal digits, as documents carry it."""
    return hashlib.sha256(data).hexdigest()


def b64u(data: bytes) -> str:
    """Base64url without padding (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64u(text: str) -> bytes:
    """The bytes of canonical base64url; refuses padding, foreign characters and stray trailing bits (V1.malformed)."""
    if not _BASE64URL.fullmatch(text):
        raise Unproven("V1.malformed")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def require_normal(value: Json, *, but: re.Pattern[str] | None = None) -> None:
    """Refuses text that is not NFC, except where its JSON Pointer matches `but`.

    For issuers only: Unicode versions disagree, so a verifier must not ask this.
    """
    for pointer, text in _texts(value, ""):
        if not unicodedata.is_normalized("NFC", text) and not (but and but.fullmatch(pointer)):
            raise NotNormalised(pointer=pointer)


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("repeated member")
    return members


def _refuse(token: str) -> NoReturn:
    raise ValueError(f"not an integer: {token}")


def _integer(token: str) -> int:
    if len(token) > 17 or abs(int(token)) > MAX_INTEGER:
        raise ValueError(f"integer out of range: {token[:20]}")
    return int(token)


def _check(value: Json, *, depth: int) -> None:
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate has no UTF-8 form: UnicodeEncodeError is a ValueError
    elif isinstance(value, dict | list):
        if depth == MAX_DEPTH:
            raise ValueError("nested too deeply")
        for child in (*value, *value.values()) if isinstance(value, dict) else value:
            _check(child, depth=depth + 1)


def _is_plain(value: Json) -> bool:
    """Whether it holds no other numbers than integers that every JSON reader keeps, and no member without a name."""
    if isinstance(value, dict):
        return all(type(name) is str for name in value) and all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    if type(value) is int:
        return -MAX_INTEGER <= value <= MAX_INTEGER
    return value is None or type(value) is str or type(value) is bool


def _texts(value: Json, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, list):
        for place, child in enumerate(value):
            yield from _texts(child, f"{pointer}/{place}")
    elif isinstance(value, dict):
        for name, child in value.items():
            here = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            yield here, name
            yield from _texts(child, here)
