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


def cursor_of(at: datetime, identifier: UUID) -> str:
    """The cursor after an item sorted by (instant, id)."""
    return base64.urlsafe_b64encode(f"{at.isoformat()} {identifier.hex}".encode()).decode().rstrip("=")


def position(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The (instant, id) a cursor stands for; None for the first page."""
    if cursor is None:
        return None
    try:
        at, identifier = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(" ")
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is None:
            raise ValueError
        return instant.astimezone(UTC), UUID(hex=identifier)
    except (ValueError, OverflowError):
        raise BadCursor from None


def link_next(
    response: Response, path: str, cursor: str | None, limit: int, asked: Sequence[tuple[str, str]] = ()
) -> None:
    """The `Link` header (RFC 8288) to the next page, where there is one; `asked` is what else the list was told."""
    if cursor is not None:
        query = urlencode([*asked, ("limit", str(limit)), ("cursor", cursor)])
        response.headers["Link"] = f'<{path}?{query}>; rel="next"'
