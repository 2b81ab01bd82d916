"""Months: tables that grow are partitioned on their UUIDv7 id, months exist ahead of time, none is a default."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.kernel.ids import floor_of

AHEAD = 6
AUDIT = "runtime.audit"

_EXISTING = text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = CAST(:parent AS regclass)")


async def ensure_months(connection: AsyncConnection, tables: Sequence[str], *, at: datetime) -> int:
    """Creates the missing partitions of `tables` from the month before `at` to six months ahead; says how many.

    The month before is for ids that another service made just before midnight of the last day.
    Table names are ours, never a caller's: they stand in the statement as they are.
    """
    await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('portdesk.partitions'))"))
    made = 0
    for table in tables:
        existing = set((await connection.execute(_EXISTING, {"parent": table})).scalars())
        for number in range(-1, AHEAD + 1):
            begin, end = _month(at, number), _month(at, number + 1)
            partition = f"{table}_{begin:%Y%m}"
            if partition in existing or partition.removeprefix("public.") in existing:
                continue
            await connection.execute(
                text(
                    f"CREATE TABLE {partition} PARTITION OF {table}"
                    f" FOR VALUES FROM ('{floor_of(begin)}') TO ('{floor_of(end)}')"
                )
            )
            made += 1
    return made


def _month(at: datetime, later: int) -> datetime:
    months = at.astimezone(UTC).year * 12 + at.astimezone(UTC).month - 1 + later
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)
