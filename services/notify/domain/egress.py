"""Which addresses a receiver may have, zone by zone. How a name becomes addresses is the sender's business."""

from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.addresses import GLOBAL_UNICAST, LOOPBACKS, NEVER, NOT_PUBLIC, Network, plain, within
from shared.kernel.ids import UnitCode


class ZoneKind(StrEnum):
    """What a zone opens: the internet, listed private networks, or this machine itself."""

    PUBLIC = "public"
    NETWORK = "network"
    LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Where the endpoints of one unit may be; `unit` None opens it to every unit."""

    code: str
    kind: ZoneKind
    ports: frozenset[int]
    networks: tuple[Network, ...] = ()
    unit: UnitCode | None = None

    @property
    def plain(self) -> bool:
        """Whether http without TLS may be used: never over the internet."""
        return self.kind is not ZoneKind.PUBLIC


def admit(address: str, zone: Zone) -> bool:
    """Whether a connection to the literal `address` may be opened; what cannot be read is refused.

    `ipaddress.is_global` is no guard: Python 3.11 calls multicast, NAT64 and 6to4 global.
    """
    try:
        ip = plain(address)
    except ValueError:
        return False
    if zone.kind is ZoneKind.LOOPBACK:
        return within(ip, LOOPBACKS)
    if within(ip, NEVER):
        return False
    if zone.kind is ZoneKind.NETWORK:
        return within(ip, zone.networks)
    return not within(ip, NOT_PUBLIC) and (ip.version == 4 or ip in GLOBAL_UNICAST)
