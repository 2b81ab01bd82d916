"""Statements for what is registered: anomaly types, grants, keys, connectors."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import insert
from sqlmodel import col, select

from services.data_anomaly.domain.authority import Grant
from services.data_anomaly.domain.target import Connector
from services.data_anomaly.domain.types import AnomalyType
from services.data_anomaly.tables import (
    AnomalyTypeRow,
    AuthorityGrantRow,
    ConnectorRow,
    LogPendingRow,
    SigningKeyRow,
)
from shared.evidence.records import Leaf
from shared.evidence.scalars import instant, stamp
from shared.evidence.trust import Key
from shared.kernel.ids import SystemCode
from shared.runtime.tx import Tx

_TYPE = TypeAdapter(AnomalyType)
_GRANT = TypeAdapter(Grant)
_CONNECTOR = TypeAdapter(Connector)


async def types(tx: Tx) -> Mapping[str, AnomalyType]:
    """The newest version of every anomaly type, by code."""
    query = select(AnomalyTypeRow).order_by(col(AnomalyTypeRow.code), col(AnomalyTypeRow.version))
    return {row.code: _TYPE.validate_python(row.content) for row in (await tx.session.exec(query)).all()}


async def add_types(tx: Tx, added: Sequence[AnomalyType]) -> None:
    """Adds versions of anomaly types."""
    rows = [
        {"code": type_.code, "version": type_.version, "content": _json(_TYPE, type_), "since": tx.now}
        for type_ in added
    ]
    await tx.session.exec(insert(AnomalyTypeRow), params=rows)


async def grants(tx: Tx) -> Sequence[tuple[int, Grant]]:
    """The newest version of every grant, with its number."""
    query = select(AuthorityGrantRow).order_by(col(AuthorityGrantRow.id), col(AuthorityGrantRow.version))
    newest = {
        row.id: (row.version, _GRANT.validate_python(row.content)) for row in (await tx.session.exec(query)).all()
    }
    return list(newest.values())


async def add_grants(tx: Tx, added: Sequence[tuple[int, Grant]]) -> None:
    """Adds versions of grants."""
    rows = [
        {"id": grant.id, "version": version, "unit": grant.unit, "content": _json(_GRANT, grant), "since": tx.now}
        for version, grant in added
    ]
    await tx.session.exec(insert(AuthorityGrantRow), params=rows)


async def keys(tx: Tx) -> Mapping[str, Key]:
    """Every registered public key, by its id."""
    return {
        row.kid: Key.model_validate(
            {
                "alg": row.alg,
                "pub": row.pub,
                "use": row.use,
                "unit": row.unit,
                "person": row.person,
                "not_before": stamp(row.not_before),
                "not_after": stamp(row.not_after),
            }
        )
        for row in (await tx.session.exec(select(SigningKeyRow).order_by(col(SigningKeyRow.kid)))).all()
    }


async def add_keys(tx: Tx, added: Mapping[str, Key]) -> None:
    """Adds public keys."""
    rows = [
        {
            **key.model_dump(exclude={"not_before", "not_after"}),
            "kid": kid,
            "not_before": instant(key.not_before),
            "not_after": instant(key.not_after),
        }
        for kid, key in added.items()
    ]
    await tx.session.exec(insert(SigningKeyRow), params=rows)


async def connector(tx: Tx, system: SystemCode) -> tuple[int, Connector] | None:
    """How a system is reached now, with the number of that version."""
    query = select(ConnectorRow).where(col(ConnectorRow.system) == system).order_by(col(ConnectorRow.version).desc())
    row = (await tx.session.exec(query.limit(1))).first()
    return None if row is None else (row.version, _CONNECTOR.validate_python(row.content))


async def add_connector(tx: Tx, version: int, added: Connector) -> None:
    """Adds a version of a connector."""
    row = {"system": added.system, "version": version, "unit": added.unit, "content": _json(_CONNECTOR, added)}
    await tx.session.exec(insert(ConnectorRow), params={**row, "since": tx.now})


async def log(tx: Tx, leaves: Sequence[Leaf]) -> None:
    """Lets leaves about the installation go to the sequencer with this transaction."""
    if leaves:
        rows = [{"sha256": leaf.sha256, "leaf": leaf.to_bytes(), "case_id": None, "case_seq": None} for leaf in leaves]
        await tx.session.exec(insert(LogPendingRow), params=rows)


def _json(adapter: TypeAdapter[Any], value: object) -> Any:
    return adapter.dump_python(value, mode="json")
