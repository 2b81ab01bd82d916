"""Cursors of lists: opaque to callers, checked when they come back. What a list holds is its service's matter."""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from starlette.responses import Response

from shared.kernel.refusals import Invalid


class BadCursor(Invalid):
    """The cursor is not one that a page of ours ended with."""

    zh = "cursor应为上一页返回的next。"
    en = "The cursor must be the `next` of the page before."


def sealed(*key: str) -> str:
    """The cursor after an item of this sort key, whose parts hold no blank."""
    return base64.urlsafe_b64encode(" ".join(key).encode()).decode().rstrip("=")


def unsealed(cursor: str) -> list[str]:
    """The sort key that a cursor stands for. Raises BadCursor where it cannot be read."""
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(" ")
    except ValueError:
        raise BadCursor from None


def instant(text: str) -> datetime:
    """An instant from a cursor. Raises ValueError or OverflowError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(UTC)


def cursor_of(at: datetime, identifier: UUID) -> str:
    """The cursor after an item sorted by (instant, id)."""
    return sealed(at.isoformat(), identifier.hex)


def position(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The (instant, id) a cursor stands for; None for the first page."""
    if cursor is None:
        return None
    try:
        at, identifier = unsealed(cursor)
        return instant(at), UUID(hex=identifier)
    except (ValueError, OverflowError):
        raise BadCursor from None


def link_next(
    response: Response, path: str, cursor: str | None, limit: int, asked: Sequence[tuple[str, str]] = ()
) -> None:
    """The `Link` header (RFC 8288) to the next page, where there is one; `asked` is what else the list was told."""
    if cursor is not None:
        kept = [(name, value) for name, value in asked if name not in ("limit", "cursor")]
        query = urlencode([*kept, ("limit", str(limit)), ("cursor", cursor)])
        response.headers["Link"] = f'<{path}?{query}>; rel="next"'
