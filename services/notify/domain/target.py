"""The address a receiver gives us, read once and strictly. What its name resolves to shows later."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from services.notify.domain.egress import Zone, admit
from shared.kernel.refusals import Invalid

DEFAULT_PORTS = {"https": 443, "http": 80}
LONGEST = 2048

_CHARACTERS = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})"
_URL = re.compile(
    r"(?P<scheme>https?)://"
    r"(?:\[(?P<v6>[0-9a-f:.]+)\]|(?P<name>[^\s\\/?#@:%\[\]]+))"
    r"(?::(?P<port>[0-9]{1,5}))?"
    rf"(?P<path>(?:/{_CHARACTERS}*)?(?:\?(?:{_CHARACTERS}|\?)*)?)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class BadUrl(Invalid):
    """Not an absolute http or https URL, or one that two parsers would read differently."""

    zh = "不是有效的接收地址：须为 http(s) 绝对地址，不含用户名、片段、反斜杠和非标准写法的数字地址。"
    en = "Not a usable URL: absolute http(s), without user name, fragment, backslash or unusual spelling."


class PlainHttp(Invalid):
    """The zone demands TLS."""

    zh = "出口区{zone}只允许 https。"
    en = "Zone {zone} allows https only."


class PortNotInZone(Invalid):
    """The zone does not open this port."""

    zh = "出口区{zone}不允许端口{port}，允许：{allowed}。"
    en = "Zone {zone} does not open port {port}; it opens {allowed}."


class AddressNotInZone(Invalid):
    """The URL names an address that the zone does not admit."""

    zh = "出口区{zone}不允许该地址。"
    en = "Zone {zone} does not admit this address."


@dataclass(frozen=True, slots=True)
class Target:
    """Where to post. `host` is lower-case ASCII, an IPv6 literal without brackets; `path` includes the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The one spelling of this target, port included."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"


def target(url: str, zone: Zone, *, pointer: str = "/url") -> Target:
    """The target `url` names, if `zone` may reach it as far as that can be told without asking DNS."""
    found = _URL.fullmatch(url)
    if found is None or len(url) > LONGEST:
        raise BadUrl(pointer=pointer)
    scheme = found["scheme"].lower()
    if scheme == "http" and not zone.plain:
        raise PlainHttp(pointer=pointer, zone=zone.code)
    port = int(found["port"] or DEFAULT_PORTS[scheme])
    if port not in zone.ports:
        raise PortNotInZone(pointer=pointer, zone=zone.code, port=port, allowed=sorted(zone.ports))
    try:
        host, literal = (str(IPv6Address(found["v6"])), True) if found["v6"] else _host(found["name"])
    except ValueError:
        raise BadUrl(pointer=pointer) from None
    if literal and not admit(host, zone):
        raise AddressNotInZone(pointer=pointer, zone=zone.code)
    path = found["path"]
    return Target(scheme, host, port, path if path.startswith("/") else f"/{path}")


def _host(name: str) -> tuple[str, bool]:
    """The host in ASCII and whether it is a literal address; ValueError for what is neither.

    A name whose last label is a number is an address to some resolvers (`127.1`, `0x7f000001`,
    `2130706433`), so only the canonical spelling passes (WHATWG URL, "ends in a number").
    """
    host = name.encode("idna").decode().lower()
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return str(IPv4Address(host)), True
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError(name)
    return host, False
