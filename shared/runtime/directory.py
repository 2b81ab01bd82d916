"""The directory as a service knows it: units taken from events and kept whole. Routing owns the original."""

from collections.abc import Mapping, Sequence

from sqlalchemy import text

from shared.contracts.routing import UnitChanged
from shared.kernel.access import SYSTEM, Role, Rule, Standing, decide
from shared.kernel.ids import UnitCode
from shared.kernel.units import Unit
from shared.runtime.tx import Tx

TAKE_UNITS = "take_units"
TAKE_UNITS_RULE = Rule({Role.SYSTEM: frozenset({Standing.NONE})})
"""For the RULES of every service that handles UnitChanged."""

_TAKE = text(
    """
    INSERT INTO runtime.unit AS known (code, version, unit)
    SELECT code, version, unit
    FROM unnest(CAST(:codes AS text[]), CAST(:versions AS bigint[]), CAST(:units AS jsonb[]))
         AS row (code, version, unit)
    ON CONFLICT (code) DO UPDATE SET version = excluded.version, unit = excluded.unit
    WHERE known.version < excluded.version
    """
)
_ALL = text("SELECT unit::text FROM runtime.unit")
_STAMP = text("SELECT count(*), coalesce(sum(version), 0) FROM runtime.unit")


async def take_units(tx: Tx, events: Sequence[UnitChanged]) -> None:
    """Handler of UnitChanged: a version that is not newer than the known one changes nothing."""
    rules = {TAKE_UNITS: TAKE_UNITS_RULE}
    tx.permit_many([decide(rules, TAKE_UNITS, SYSTEM, TAKE_UNITS) for _ in events])
    connection = await tx.session.connection()
    await connection.execute(
        _TAKE,
        {
            "codes": [event.code for event in events],
            "versions": [event.version for event in events],
            "units": [event.model_dump_json() for event in events],
        },
    )


class Directory:
    """The known units in memory, read again only after one has changed."""

    def __init__(self) -> None:
        self._stamp: tuple[int, int] | None = None
        self._units: Mapping[UnitCode, Unit] = {}

    async def units(self, tx: Tx) -> Mapping[UnitCode, Unit]:
        """Every unit by its code, as of this transaction."""
        connection = await tx.session.connection()
        count, versions = (await connection.execute(_STAMP)).one()
        if (count, versions) != self._stamp:
            rows = (await connection.execute(_ALL)).scalars()
            known = [UnitChanged.model_validate_json(row).unit() for row in rows]
            self._units = {unit.code: unit for unit in known}
            self._stamp = (count, versions)
        return self._units
