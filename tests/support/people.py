"""Who acts in tests: people and machines of the seed directory."""

from shared.contracts.event import BY_SYSTEM
from shared.contracts.routing import UnitChanged
from shared.kernel.access import Actor, Role
from shared.kernel.desk import FunctionArea
from shared.kernel.ids import PersonId, SystemCode, UnitCode
from shared.kernel.units import Level, UnitKind
from tests.support.clock import NOON


def person(name: str, unit: str, *roles: Role) -> Actor:
    """A person of a unit with these roles."""
    return Actor(person=PersonId(name), unit=UnitCode(unit), roles=frozenset(roles))


CLERK = person("p-zz-clerk", "HA-410100-PORT", Role.CLERK)
OTHER_CLERK = person("p-ly-clerk", "HA-410300-PORT", Role.CLERK)
HANDLER = person("p-eport-handler", "HA-EPORT", Role.HANDLER)
SUPERVISOR = person("p-office", "HA-PORT", Role.SUPERVISOR)
ADMINISTRATOR = person("p-admin", "HA-EPORT", Role.ADMINISTRATOR)
ENTERPRISE = person("p-enterprise", "ENTERPRISE", Role.REQUESTER)
TAX_SYSTEM = Actor(
    person=PersonId("client-hn-sw-tax"),
    unit=UnitCode("HA-TAX"),
    roles=frozenset({Role.PORT_SYSTEM}),
    scopes=frozenset({"requests:write", "requests:read", "anomalies:write", "anomalies:read"}),
    systems=frozenset({SystemCode("hn-sw-tax")}),
)


def unit(
    code: str,
    kind: UnitKind,
    level: Level,
    *,
    territories: tuple[str, ...] = (),
    applications: tuple[str, ...] = (),
    systems: tuple[str, ...] = (),
    on_duty: tuple[str, ...] = (),
    version: int = 1,
) -> UnitChanged:
    """A unit as the directory announces it."""
    return UnitChanged(
        version=version,
        at=NOON,
        by=BY_SYSTEM,
        audience=(),
        code=UnitCode(code),
        name_zh=code,
        name_en=code,
        kind=kind,
        level=level,
        territories=territories,
        function_areas=tuple(FunctionArea),
        applications=applications,
        systems=tuple(SystemCode(system) for system in systems),
        on_duty=tuple(PersonId(name) for name in on_duty),
    )


UNITS = (
    unit(
        "HA-EPORT",
        UnitKind.EPORT_COMPANY,
        Level.PROVINCIAL,
        territories=("410000",),
        applications=("tax-payment", "manifest"),
        on_duty=("p-eport-handler",),
    ),
    unit(
        "HA-410100-PORT",
        UnitKind.CITY_PORT_AUTHORITY,
        Level.MUNICIPAL,
        territories=("410100",),
        on_duty=("p-zz-clerk",),
    ),
    unit(
        "HA-410300-PORT",
        UnitKind.CITY_PORT_AUTHORITY,
        Level.MUNICIPAL,
        territories=("410300",),
        on_duty=("p-ly-clerk",),
    ),
    unit("HA-TAX", UnitKind.MEMBER_UNIT, Level.PROVINCIAL, territories=("410000",), systems=("hn-sw-tax",)),
    unit("HA-PORT", UnitKind.PORT_OFFICE, Level.PROVINCIAL, territories=("410000",)),
)
"""A small directory: the E-port company, two cities, the tax authority, the port office."""
