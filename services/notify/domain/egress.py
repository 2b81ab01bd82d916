"""Which addresses a receiver may have, zone by zone. How a name becomes addresses is the sender's business."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from shared.kernel.ids import UnitCode

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


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


def _networks(*texts: str) -> tuple[Network, ...]:
    return tuple(ip_network(text) for text in texts)


LOOPBACKS = _networks("127.0.0.0/8", "::1/128")

NEVER = _networks(
    *("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4"),
    "169.254.0.0/16",  # link-local; metadata of AWS, Azure, Google, Huawei, Tencent
    "100.100.100.200/32",  # metadata of Alibaba
    "168.63.129.16/32",  # host agent of Azure
    "192.0.0.192/32",  # metadata of Oracle
    "fd00:ec2::254/128",  # metadata of AWS
    "fd20:ce::254/128",  # metadata of Google
    *("::/96", "fe80::/10", "fec0::/10", "ff00::/8"),
    *("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"),  # an IPv4 address of any kind may hide in these
)
"""Refused in every zone, even one that lists 0.0.0.0/0: this machine, its link, its cloud, and many at once."""

NOT_PUBLIC = _networks(
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
    *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    *("192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24"),
    *("2001::/23", "2001:db8::/32", "3fff::/20"),
)
"""Special purposes of the IANA registries inside the space that is public otherwise."""

GLOBAL_UNICAST = ip_network("2000::/3")


def admit(address: str, zone: Zone) -> bool:
    """Whether a connection to the literal `address` may be opened; what cannot be read is refused.

    `ipaddress.is_global` is no guard: Python 3.11 calls multicast, NAT64 and 6to4 global.
    """
    try:
        ip = _plain(address)
    except ValueError:
        return False
    if zone.kind is ZoneKind.LOOPBACK:
        return _within(ip, LOOPBACKS)
    if _within(ip, NEVER):
        return False
    if zone.kind is ZoneKind.NETWORK:
        return _within(ip, zone.networks)
    return not _within(ip, NOT_PUBLIC) and (ip.version == 4 or ip in GLOBAL_UNICAST)


def _plain(address: str) -> Address:
    """Without scope id, and without the dress of an IPv4 address in IPv6 (::ffff:0:0/96)."""
    ip = ip_address(address.partition("%")[0])
    return ip.ipv4_mapped or ip if isinstance(ip, IPv6Address) else ip


def _within(ip: Address, networks: Iterable[Network]) -> bool:
    return any(ip in network for network in networks)
