"""The records of the example: tables in PostgreSQL, a published view, corrections journalled where they happen."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg

from examples.port_system.faults import Faults
from guard.decide import Authorised
from guard.target import Correction
from shared.evidence.codes import Unproven
from shared.evidence.documents import Operation, Record
from shared.evidence.journal import sign_entry
from shared.evidence.jws import Envelope
from shared.evidence.keys import PrivateKey
from shared.evidence.scalars import ABSENT, ScalarType, typed

SYSTEM = "hn-sw-tax"
STATEMENTS = [Path(__file__).with_name(name) for name in ("schema.sql", "seed.sql")]


@dataclass(frozen=True, slots=True)
class Field:
    """One column as the view publishes it; `protected` marks declared content, which no correction touches."""

    type: ScalarType
    protected: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: the path of its API, and its columns, which are the last part of the view's pointers."""

    path: str
    fields: Mapping[str, Field]


KINDS: Mapping[str, Kind] = {
    "tax_bill": Kind(
        "/api/tax-bills/{id}",
        {
            "declaration": Field("str", protected=True),
            "payer": Field("str", protected=True),
            "amount": Field("dec", protected=True),
            "currency": Field("str", protected=True),
            "status": Field("str"),
            "paid_on": Field("date", nullable=True),
        },
    ),
    "receipt": Kind(
        "/api/receipts/{id}",
        {
            "tax_bill": Field("str"),
            "bank": Field("str", protected=True),
            "amount": Field("dec", protected=True),
            "voucher_sha256": Field("sha256"),
            "at": Field("dt"),
        },
    ),
    "manifest": Kind(
        "/api/manifests/{id}",
        {
            "bill_number": Field("str", protected=True),
            "voyage": Field("str"),
            "container": Field("str", protected=True),
            "status": Field("str"),
        },
    ),
}
"""By record key, which is the table's name; so these are the only words that ever get into a statement's text."""


class Records:
    """The port system's own database, and the guard's Target."""

    def __init__(self, database_url: str, *, guard_kid: str, guard_key: PrivateKey, faults: Faults) -> None:
        self._url = database_url.replace("+asyncpg", "")
        self._kid = guard_kid
        self._key = guard_key
        self._faults = faults
        self._pool: Any = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Connected, with tables and seed made where they are missing."""
        async with asyncpg.create_pool(self._url, min_size=1, max_size=8) as self._pool:
            for statements in STATEMENTS:
                await self._pool.execute(statements.read_text(encoding="utf-8"))
            yield

    async def read(self, key: str, record_id: str) -> tuple[dict[str, Any], str] | None:
        """A record as published, and its version as an entity tag."""
        row = await self._pool.fetchrow(f"SELECT * FROM {key} WHERE id = $1", record_id)  # noqa: S608 - a key of KINDS
        if row is None:
            return None
        return {"id": row["id"], **{name: row[name] for name in KINDS[key].fields}}, etag(row["version"])

    async def set_status(self, key: str, record_id: str, status: str) -> None:
        """The write as it is without a guard: nothing asked, nothing journalled."""
        await self._pool.execute(
            f"UPDATE {key} SET status = $2, version = version + 1 WHERE id = $1",  # noqa: S608 - a key of KINDS
            record_id,
            status,
        )

    async def keep(self, presentation: bytes, authorised: Authorised) -> bool:
        """One row per operation, with what was presented last."""
        done: str = await self._pool.execute(
            "INSERT INTO presentation (op_id, body) SELECT op_id, $2 FROM unnest($1::text[]) AS op_id"
            " ON CONFLICT (op_id) DO UPDATE SET body = excluded.body, at = now()"
            " WHERE presentation.body <> excluded.body",
            authorised.plan.op_ids,
            presentation,
        )
        return done != "INSERT 0 0"

    async def presented(self, op_id: str) -> bytes | None:
        """What was presented last for an operation."""
        body: bytes | None = await self._pool.fetchval("SELECT body FROM presentation WHERE op_id = $1", op_id)
        return body

    async def correct(self, correction: Correction) -> Sequence[Envelope]:
        """All operations with their journal rows in one transaction, or `refused` rows and T5.version."""
        ops = correction.authorised.ops
        for op in ops:
            _require_writable(op)
        if self._faults.take("change_meanwhile"):
            await self._touch(ops[0].record)
        async with self._pool.acquire() as connection, connection.transaction():
            await self._require_unused(connection, ops)
            rows = await self._hold(connection, ops)
            at = correction.begin()
            fits = all(_as_planned(op, rows[op.record]) for op in ops)
            entries = [await self._settle(connection, correction, op, rows[op.record], at=at, fits=fits) for op in ops]
        if not fits:
            raise Unproven("T5.version", at=ops[0].record.id)
        return entries

    async def entry(self, op_id: str) -> Envelope | None:
        """The journal's entry of an operation; the lock that a write of it holds is waited for."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))", op_id)
            found = await connection.fetchval("SELECT entry FROM journal WHERE op_id = $1", op_id)
        return None if found is None else Envelope.read(found)

    async def journal_size(self) -> int:
        """How many operations were settled."""
        size: int = await self._pool.fetchval("SELECT count(*) FROM journal")
        return size

    async def _touch(self, record: Record) -> None:
        """Somebody else's ordinary business with a record: it moves the version."""
        await self._pool.execute(
            f"UPDATE {record.key} SET version = version + 1 WHERE id = $1",  # noqa: S608 - a key of KINDS
            record.id,
        )

    async def _require_unused(self, connection: Any, ops: Sequence[Operation]) -> None:
        """T6.used for an operation in the journal; until the commit nobody else gets past this for the same ones."""
        op_ids = sorted(op.op_id for op in ops)
        for op_id in op_ids:
            await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", op_id)
        found = await connection.fetchval("SELECT entry FROM journal WHERE op_id = ANY($1) ORDER BY nth", op_ids)
        if found is not None:
            raise Unproven("T6.used", entry=Envelope.read(found).json_value())

    async def _hold(self, connection: Any, ops: Sequence[Operation]) -> Mapping[Record, Any]:
        """The row of each record, None for one that is not there; locked in an order that is the same for everybody."""
        records = sorted({op.record for op in ops}, key=lambda record: (record.key, record.id))
        return {
            record: await connection.fetchrow(
                f"SELECT * FROM {record.key} WHERE id = $1 FOR UPDATE",  # noqa: S608 - a key of KINDS
                record.id,
            )
            for record in records
        }

    async def _settle(
        self, connection: Any, correction: Correction, op: Operation, row: Any, *, at: datetime, fits: bool
    ) -> Envelope:
        """Writes the operation if all of them fit, and its journal row in any case. Several may write one record."""
        key, column = op.record.key, op.path[1:]
        found = ABSENT if row is None else row[column]
        version = 0 if row is None else row["version"]
        if fits:
            await connection.execute(
                f"UPDATE {key} SET {column} = $2, version = $3 WHERE id = $1",  # noqa: S608 - words of KINDS
                op.record.id,
                op.after.plain,
                version + 1,
            )
        entry = correction.entry(
            op,
            at=at,
            applied=fits,
            before=typed(KINDS[key].fields[column].type, found),
            version_before=etag(version),
            version=etag(version + int(fits)),
        )
        signed = sign_entry(entry, self._kid, self._key, at=at)
        await connection.execute("INSERT INTO journal (op_id, entry) VALUES ($1, $2)", op.op_id, signed.to_bytes())
        return signed


def view() -> list[dict[str, Any]]:
    """The record view as it is published and as a connector is registered with."""
    return [
        {
            "key": key,
            "path": kind.path,
            "fields": [
                {"path": f"/{name}", "type": field.type, "protected": field.protected}
                for name, field in kind.fields.items()
            ],
        }
        for key, kind in KINDS.items()
    ]


def etag(version: int) -> str:
    """A record's version as an entity tag; 0 is that of a record that is not there."""
    return f'"{version}"'


def _require_writable(op: Operation) -> None:
    """The system's own last word on what may be written: published, not declared content, of the column's type."""
    kind = KINDS.get(op.record.key)
    field = kind.fields.get(op.path[1:]) if kind else None
    if field is None or not (op.after.t == field.type or (op.after.t == "null" and field.nullable)):
        raise Unproven("T4.other-operation", at=f"{op.record.key}#{op.path}")
    if field.protected:
        raise Unproven("T3.protected-field", at=f"{op.record.key}#{op.path}")


def _as_planned(op: Operation, row: Any) -> bool:
    """The record is there, at the pinned version and with the pinned value."""
    return row is not None and etag(row["version"]) == op.version and op.before.says(row[op.path[1:]])
