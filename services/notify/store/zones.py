"""Statements for zones."""

from collections.abc import Sequence
from ipaddress import ip_network

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, or_, select

from services.notify.domain.egress import Zone, ZoneKind
from services.notify.tables import ZoneRow
from shared.kernel.ids import UnitCode
from shared.runtime.tx import Tx


async def add_zone(tx: Tx, zone: Zone) -> bool:
    """Adds a zone; whether its code was free."""
    row = {
        "code": zone.code,
        "kind": zone.kind,
        "unit": zone.unit,
        "ports": sorted(zone.ports),
        "networks": [str(network) for network in zone.networks],
    }
    done = await tx.session.exec(insert(ZoneRow).values(row).on_conflict_do_nothing())
    return done.rowcount == 1


async def find_zone(tx: Tx, code: str) -> Zone | None:
    """The zone of this code."""
    row = (await tx.session.exec(select(ZoneRow).where(col(ZoneRow.code) == code))).first()
    return _zone(row) if row else None


async def list_zones(tx: Tx, unit: UnitCode | None) -> Sequence[Zone]:
    """The zones open to `unit`, or all of them for None, by code."""
    query = select(ZoneRow).order_by(col(ZoneRow.code))
    if unit is not None:
        query = query.where(or_(col(ZoneRow.unit) == unit, col(ZoneRow.unit).is_(None)))
    return [_zone(row) for row in (await tx.session.exec(query)).all()]


def zone_of(code: str, kind: str, unit: str | None, ports: Sequence[int], networks: Sequence[str]) -> Zone:
    """The value behind a row."""
    return Zone(
        code=code,
        kind=ZoneKind(kind),
        unit=UnitCode(unit) if unit else None,
        ports=frozenset(ports),
        networks=tuple(map(ip_network, networks)),
    )


def _zone(row: ZoneRow) -> Zone:
    return zone_of(row.code, row.kind, row.unit, row.ports, row.networks)
