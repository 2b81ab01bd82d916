"""From what a planner wants and what the target shows to the exact plan, and whether the target still shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import is_normalized

from pydantic import ValidationError

from services.data_anomaly.domain.model import Case
from services.data_anomaly.domain.target import Connector, FieldView, Reading
from shared.evidence.canonical import NotNormalised
from shared.evidence.documents import (
    CorrectionKind,
    Executor,
    Expectation,
    Operation,
    Person,
    Plan,
    Record,
    Rollback,
    Target,
    Undo,
)
from shared.evidence.records import ReadBack
from shared.evidence.scalars import Typed, stamp, typed
from shared.kernel.ids import uuid7
from shared.kernel.refusals import Conflict, Invalid

ROLLBACK_WINDOW = timedelta(days=7)
"""How long undoing a correction by a new certificate is promised to make sense."""

RecordName = tuple[str, str]
Readings = Mapping[RecordName, Reading]


class UnknownRecord(Invalid):
    """The target publishes no such kind of record."""

    zh = "目标系统没有公布{key}类记录。"
    en = "The target publishes no records of kind {key}."


class UnknownField(Invalid):
    """The published record view has no such field."""

    zh = "{key}的公布视图中没有{path}。"
    en = "The published view of {key} has no {path}."


class NotOfItsType(Invalid):
    """The value cannot be written in the field's type."""

    zh = "{path}的类型应为{type}。"
    en = "{path} is of type {type}."


class WrittenTwice(Invalid):
    """A plan writes each field once: what stands there afterwards must not depend on an order."""

    zh = "{record}的{path}在方案中出现了两次。"
    en = "The plan writes {path} of {record} twice."


class ChangedMeanwhile(Conflict):
    """The target no longer shows what the plan starts from: a new plan is needed."""

    zh = "目标记录{record}已变化，请重新制定方案。"
    en = "The record {record} has changed; make a new plan."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One field of one record, and what it should become; `after` is a plain value."""

    kind: CorrectionKind
    key: str
    id: str
    path: str
    after: str | int | bool | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a planner asks for; what stands there now, the target says."""

    executor: Person
    wishes: tuple[Wish, ...]
    side_effects: tuple[str, ...] = ()
    irreversible: bool = False


def check_wishes(draft: Draft, connector: Connector) -> tuple[FieldView, ...]:
    """The published field of each wish; refuses what no target could be asked for, before one is."""
    fields, seen = [], set()
    for place, wish in enumerate(draft.wishes):
        record = connector.record(wish.key)
        if record is None:
            raise UnknownRecord(key=wish.key, pointer=f"/ops/{place}/record/key")
        field = record.field(wish.path)
        if field is None:
            raise UnknownField(key=wish.key, path=wish.path, pointer=f"/ops/{place}/path")
        if (wish.key, wish.id, wish.path) in seen:
            raise WrittenTwice(record=f"{wish.key}/{wish.id}", path=wish.path, pointer=f"/ops/{place}")
        if isinstance(wish.after, str) and not is_normalized("NFC", wish.after):
            # The value is the target's, so it is not changed here; words about it are.
            raise NotNormalised(pointer=f"/ops/{place}/after")
        seen.add((wish.key, wish.id, wish.path))
        fields.append(field)
    return tuple(fields)


def compose(
    case: Case,
    draft: Draft,
    connector: Connector,
    readings: Readings,
    *,
    planner: Person,
    executor: Executor,
    at: datetime,
) -> Plan:
    """The plan: what was read becomes `before` and the pinned version, what is wished `after`."""
    ops = []
    for place, (wish, field) in enumerate(zip(draft.wishes, check_wishes(draft, connector), strict=True)):
        reading = readings[wish.key, wish.id]
        ops.append(
            Operation(
                n=place + 1,
                op_id=str(uuid7(at)),
                kind=wish.kind,
                record=Record(key=wish.key, id=wish.id),
                path=wish.path,
                before=_typed(field, reading.at(wish.path), place),
                after=_typed(field, wish.after, place),
                version=reading.version,
                evidence=wish.evidence,
            )
        )
    return Plan(
        case=case.number,
        case_id=str(case.id),
        rev=case.revision + 1,
        type=case.type,
        zone="B",
        planner=planner,
        executor=executor,
        target=Target(system=str(connector.system), connector=connector.code, schema_sha256=connector.schema_sha256),
        ops=tuple(ops),
        expect=Expectation(affected_ops=len(ops), side_effects=draft.side_effects),
        rollback=Rollback(
            ops=()
            if draft.irreversible
            else tuple(Undo(n=op.n, path=op.path, before=op.after, after=op.before) for op in ops),
            until=stamp(at + ROLLBACK_WINDOW),
            irreversible=draft.irreversible,
        ),
    )


def records_of(plan: Plan) -> Sequence[RecordName]:
    """Each record of a plan once, in the order of its first operation."""
    return list(dict.fromkeys((op.record.key, op.record.id) for op in plan.ops))


def still_there(plan: Plan, connector: Connector, readings: Readings) -> None:
    """Refuses with ChangedMeanwhile unless every record has the planned version and value (no ABA: both are asked)."""
    for op in plan.ops:
        reading = readings[op.record.key, op.record.id]
        if reading.version != op.version or _read(connector, reading, op.path) != op.before:
            raise ChangedMeanwhile(record=f"{op.record.key}/{op.record.id}")


def read_back(plan: Plan, connector: Connector, readings: Readings) -> tuple[ReadBack, ...]:
    """What the target shows at every operation of the plan."""
    return tuple(
        ReadBack(
            op_id=op.op_id,
            value=_read(connector, readings[op.record.key, op.record.id], op.path),
            version=readings[op.record.key, op.record.id].version,
        )
        for op in plan.ops
    )


def as_ordered(plan: Plan, found: Sequence[ReadBack]) -> bool:
    """Whether the target shows every value that was certified."""
    return [read.value for read in found] == [op.after for op in plan.ops]


def _read(connector: Connector, reading: Reading, path: str) -> Typed:
    record = connector.record(reading.key)
    field = record.field(path) if record else None
    return typed(field.type if field else "str", reading.at(path))


def _typed(field: FieldView, value: object, place: int) -> Typed:
    try:
        return typed(field.type, value)
    except ValidationError:
        raise NotOfItsType(path=field.path, type=field.type, pointer=f"/ops/{place}/after") from None
