"""A target as the desk knows it: where it is, its guard, the record view it publishes. It is talked to elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.evidence.canonical import Json, canonical, sha256
from shared.evidence.records import Zone
from shared.evidence.scalars import ABSENT, Absent, ScalarType
from shared.kernel.datum import Datum
from shared.kernel.ids import SystemCode, UnitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView(Datum):
    """One field of a record; `protected` marks declared content, which is never corrected."""

    path: str
    type: ScalarType
    protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView(Datum):
    """One kind of record with the path its API serves it under: `/api/tax-bills/{id}`."""

    key: str
    path: str
    fields: tuple[FieldView, ...]

    def field(self, path: str) -> FieldView | None:
        """The field at a pointer."""
        return next((field for field in self.fields if field.path == path), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector(Datum):
    """How one system is reached, by which guard it answers, and what it publishes."""

    system: SystemCode
    code: str
    unit: UnitCode
    base_url: str
    zone: Zone
    guard_kid: str
    records: tuple[RecordView, ...]

    def record(self, key: str) -> RecordView | None:
        """The view of a kind of record."""
        return next((record for record in self.records if record.key == key), None)

    @property
    def schema_sha256(self) -> str:
        """Pins the published view, so that a renamed field cannot change what a certificate means."""
        view: list[Json] = [
            {
                "key": record.key,
                "fields": [
                    {"path": field.path, "type": field.type, "protected": field.protected} for field in record.fields
                ],
            }
            for record in sorted(self.records, key=lambda record: record.key)
        ]
        return sha256(canonical(view))

    @property
    def protected(self) -> tuple[str, ...]:
        """Declared content as guards are told of it: `tax_bill#/amount`."""
        return tuple(
            f"{record.key}#{field.path}" for record in self.records for field in record.fields if field.protected
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A record as the target showed it, with the version (entity tag) it had then."""

    key: str
    id: str
    version: str
    content: Json

    def at(self, path: str) -> "Json | Absent":
        """What stands at a pointer; `ABSENT` where nothing does."""
        found: Json = self.content
        for part in path.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(found, dict) or name not in found:
                return ABSENT
            found = found[name]
        return found


def view_sha256(readings: Sequence[Reading]) -> str:
    """The hash of what a dry run saw, in the order of the operations."""
    return sha256(
        canonical(
            [{"key": read.key, "id": read.id, "version": read.version, "content": read.content} for read in readings]
        )
    )
