"""Addresses of the internet by what they are for. Which of them a service may connect to, the service says."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def network(text: str) -> Network:
    """A network as `10.0.0.0/8` or `fc00::/7`. Raises ValueError for what is none, or has bits beyond its mask."""
    return ip_network(text)


def _networks(*texts: str) -> tuple[Network, ...]:
    return tuple(network(text) for text in texts)


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
"""Refused wherever it is asked for, even by who lists 0.0.0.0/0: this machine, its link, its cloud, many at once."""

NOT_PUBLIC = _networks(
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
    *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    *("192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24"),
    *("2001::/23", "2001:db8::/32", "3fff::/20"),
)
"""Special purposes of the IANA registries inside the space that is public otherwise."""

GLOBAL_UNICAST = network("2000::/3")


def plain(address: str) -> Address:
    """A literal address without scope id, and without the dress of an IPv4 address in IPv6 (::ffff:0:0/96).

    Raises ValueError for what is no address.
    """
    ip = ip_address(address.partition("%")[0])
    return ip.ipv4_mapped or ip if isinstance(ip, IPv6Address) else ip


def within(ip: Address, networks: Iterable[Network]) -> bool:
    """Whether one of the networks holds the address."""
    return any(ip in network for network in networks)
