"""How rows are written, many at once. Which rows is the business of the modules beside."""

import functools
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert, insert

from services.routing.tables import Base
from shared.runtime.tx import Tx


async def put(tx: Tx, rows: Sequence[Base]) -> None:
    """Inserts rows of one table, and replaces those that have the same key."""
    if not rows:
        return
    table: Table = type(rows[0]).__table__  # type: ignore[attr-defined]
    connection = await tx.session.connection()
    await connection.execute(_upsert(table), [_values(table, row) for row in rows])


@functools.cache
def _upsert(table: Table) -> Insert:
    statement = insert(table)
    changes = {column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key}
    if not changes:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=changes)


def _values(table: Table, row: Base) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in table.columns}
