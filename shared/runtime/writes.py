"""Writes that nothing in their transaction reads again, made into one statement.

A statement costs a round trip and, in this process, some tenths of a millisecond whatever it does; a creation writes to
eight tables. Their statements become branches of one, which PostgreSQL runs on one snapshot: none sees another's rows.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlmodel.ext.asyncio.session import AsyncSession

Write = tuple[TextClause, Mapping[str, Any]]
"""A statement that begins with INSERT, UPDATE or DELETE, and its values."""

_PARAMETER = re.compile(r"(?<![:\w]):(\w+)")


async def write(session: AsyncSession, writes: Sequence[Write]) -> None:
    """Runs all of them in one round trip."""
    if not writes:
        return
    values = {f"{name}_{place}": value for place, (_, given) in enumerate(writes) for name, value in given.items()}
    connection = await session.connection()
    await connection.execute(_together(tuple(statement for statement, _ in writes)), values)


@lru_cache(maxsize=256)
def _together(statements: tuple[TextClause, ...]) -> TextClause:
    *before, last = [_PARAMETER.sub(rf":\1_{place}", one.text) for place, one in enumerate(statements)]
    branches = ", ".join(f"write_{place} AS ({one})" for place, one in enumerate(before))
    return text(f"WITH {branches} {last}" if before else last)
