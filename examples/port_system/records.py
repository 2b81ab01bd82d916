"""The records of the example: tables in PostgreSQL, a published view, corrections journalled where they happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from guard.decide import Authorised
from guard.target import Correction
from shared.evidence.codes import Unproven
from shared.evidence.documents import Operation
from shared.evidence.journal import sign_entry
from shared.evidence.jws import Envelope
from shared.evidence.keys import PrivateKey
from shared.evidence.scalars import ScalarType, typed

SYSTEM = "hn-sw-tax"
SCHEMA = Path(__file__).with_name("schema.sql")


@dataclass(frozen=True, slots=True)
class Field:
    """One column as the view publishes it; `protected` marks declared content, which no correction touches."""

    type: ScalarType
    protected: bool = False


RECORDS: Mapping[str, tuple[str, Mapping[str, Field]]] = {
    "tax_bill": (
        "/api/tax-bills/{id}",
        {
            "declaration": Field("str", protected=True),
            "payer": Field("str", protected=True),
            "amount": Field("dec", protected=True),
            "currency": Field("str", protected=True),
            "status": Field("str"),
            "paid_on": Field("date"),
        },
    ),
    "receipt": (
        "/api/receipts/{id}",
        {
            "tax_bill": Field("str"),
            "bank": Field("str", protected=True),
            "amount": Field("dec", protected=True),
            "voucher_sha256": Field("sha256"),
            "at": Field("dt"),
        },
    ),
    "manifest": (
        "/api/manifests/{id}",
        {
            "bill_number": Field("str", protected=True),
            "voyage": Field("str"),
            "container": Field("str", protected=True),
            "status": Field("str"),
        },
    ),
}
"""Record key → path of its API, and its fields; column names are the last part of the pointers."""

SEED = """
INSERT INTO tax_bill (id, declaration, payer, amount, currency, status, paid_on) VALUES
 ('410120261123000871', '410120261123000017', '河南示例进出口有限公司（示例）', '128450.36', 'CNY', 'PROCESSING', NULL),
 ('410120261123000872', '410120261123000018', '郑州示例供应链有限公司（示例）', '9320.00', 'CNY', 'PAID', '2026-11-23'),
 ('410120261123000873', '410120261123000019', '洛阳示例装备有限公司（示例）', '451007.18', 'CNY', 'PROCESSING', NULL)
ON CONFLICT DO NOTHING;
INSERT INTO receipt (id, tax_bill, bank, amount, voucher_sha256, at) VALUES
 ('R-20261123-00871', '410120261123000871', '示例银行郑州分行', '128450.36',
  '3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea', '2026-11-23T01:42:10Z')
ON CONFLICT DO NOTHING;
INSERT INTO manifest (id, bill_number, voyage, container, status) VALUES
 ('M-2026-004512', 'EXMP26110087', 'ZZ2611W', 'CSQU3054383', 'ARRIVED')
ON CONFLICT DO NOTHING;
"""


class Records:
    """The port system's own database, and the guard's Target."""

    def __init__(self, pool: "asyncpg.Pool[Any]", *, guard_kid: str, guard_key: PrivateKey) -> None:
        self._pool = pool
        self._kid = guard_kid
        self._key = guard_key
        self.changes_meanwhile = 0
        """How many corrections an outside writer will get ahead of; a fault to switch on."""

    async def prepare(self) -> None:
        """Makes tables and seed where they are missing."""
        async with self._pool.acquire() as connection:
            await connection.execute(SCHEMA.read_text(encoding="utf-8"))
            await connection.execute(SEED)

    async def read(self, key: str, record_id: str) -> tuple[dict[str, Any], str] | None:
        """A record as published, and its version as an entity tag."""
        row = await self._pool.fetchrow(f"SELECT * FROM {key} WHERE id = $1", record_id)  # noqa: S608 - own words
        if row is None:
            return None
        return {"id": row["id"], **{name: row[name] for name in RECORDS[key][1]}}, etag(row["version"])

    async def pay(self, record_id: str) -> None:
        """Somebody else's ordinary business on a tax bill: it only moves the version."""
        await self._pool.execute("UPDATE tax_bill SET version = version + 1 WHERE id = $1", record_id)

    async def keep(self, presentation: bytes, authorised: Authorised) -> bool:
        """One row per operation."""
        async with self._pool.acquire() as connection, connection.transaction():
            made = 0
            for op_id in authorised.plan.op_ids:
                done = await connection.execute(
                    "INSERT INTO presentation (op_id, sha256, body) VALUES ($1, $2, $3)"
                    " ON CONFLICT (op_id) DO UPDATE SET sha256 = excluded.sha256, body = excluded.body"
                    " WHERE presentation.sha256 <> excluded.sha256",
                    op_id,
                    authorised.certificate_sha256,
                    presentation,
                )
                made += int(done.rsplit(" ", 1)[1])
        return made > 0

    async def presented(self, op_id: str) -> bytes | None:
        """The newest presentation of an operation."""
        body: bytes | None = await self._pool.fetchval("SELECT body FROM presentation WHERE op_id = $1", op_id)
        return body

    async def correct(self, correction: Correction) -> Sequence[Envelope]:
        """All operations with their journal rows in one transaction, or `refused` rows and T5.version."""
        ops = correction.authorised.ops
        if self.changes_meanwhile:
            self.changes_meanwhile -= 1
            await self.pay(ops[0].record.id)
        async with self._pool.acquire() as connection, connection.transaction():
            for op_id in sorted(correction.authorised.plan.op_ids):
                await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", op_id)
            await self._require_unused(connection, ops)
            rows = [await self._hold(connection, op) for op in ops]
            fits = all(
                row is not None
                and etag(row["version"]) == op.version
                and op.before.says(row[column_of(op)])
                and op.path[1:] in RECORDS[op.record.key][1]
                for op, row in zip(ops, rows, strict=True)
            )
            written = [
                await self._settle(connection, correction, op, row, fits=fits)
                for op, row in zip(ops, rows, strict=True)
            ]
        if not fits:
            raise Unproven("T5.version", at=ops[0].record.id)
        return written

    async def entry(self, op_id: str) -> Envelope | None:
        """The journal's entry of an operation."""
        found = await self._pool.fetchval("SELECT entry FROM journal WHERE op_id = $1", op_id)
        return None if found is None else Envelope.read(found)

    async def journal_size(self) -> int:
        """How many operations were settled."""
        size: int = await self._pool.fetchval("SELECT count(*) FROM journal")
        return size

    async def _require_unused(self, connection: Any, ops: Sequence[Operation]) -> None:
        found = await connection.fetchval("SELECT entry FROM journal WHERE op_id = ANY($1)", [op.op_id for op in ops])
        if found is not None:
            raise Unproven("T6.used", entry=Envelope.read(found).json_value())

    async def _hold(self, connection: Any, op: Operation) -> Any:
        if op.record.key not in RECORDS:
            raise Unproven("T4.other-operation", at=op.record.key)
        query = f"SELECT * FROM {op.record.key} WHERE id = $1 FOR UPDATE"  # noqa: S608 - a key of RECORDS
        return await connection.fetchrow(query, op.record.id)

    async def _settle(
        self, connection: Any, correction: Correction, op: Operation, row: Any, *, fits: bool
    ) -> Envelope:
        column = column_of(op)
        before = typed(RECORDS[op.record.key][1][column].type, row[column]) if row is not None else op.before
        version = row["version"] if row is not None else 0
        if fits:
            await connection.execute(
                f"UPDATE {op.record.key} SET {column} = $2, version = $3 WHERE id = $1",  # noqa: S608 - own words
                op.record.id,
                op.after.v,
                version + 1,
            )
        entry = correction.entry(
            op,
            applied=fits,
            before=before,
            version_before=etag(version),
            version=etag(version + 1 if fits else version),
        )
        signed = sign_entry(entry, self._kid, self._key, at=correction.at)
        await connection.execute("INSERT INTO journal (op_id, entry) VALUES ($1, $2)", op.op_id, signed.to_bytes())
        return signed


def view() -> list[dict[str, Any]]:
    """The record view as it is published and as a connector is registered with."""
    return [
        {
            "key": key,
            "path": path,
            "fields": [
                {"path": f"/{name}", "type": field.type, "protected": field.protected} for name, field in fields.items()
            ],
        }
        for key, (path, fields) in RECORDS.items()
    ]


def column_of(op: Operation) -> str:
    """The column behind an operation's pointer; refuses one that the view does not publish."""
    column = op.path[1:]
    if column not in RECORDS[op.record.key][1]:
        raise Unproven("T4.other-operation", at=op.path)
    return column


def etag(version: int) -> str:
    """A record's version as an entity tag."""
    return f'"{version}"'
