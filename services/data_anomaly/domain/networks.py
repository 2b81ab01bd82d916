"""Where target systems may be. How a name becomes addresses, and what is asked there, is the connector's business."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from shared.kernel.addresses import LOOPBACKS, NEVER, Network, network, plain, within
from shared.kernel.refusals import Invalid


class AddressNotListed(Invalid):
    """The installation lists no network for target systems that holds this address."""

    zh = "{host}不在本系统允许的目标网络之内，请联系运维登记该网络。"
    en = "{host} is in none of the networks that targets may be in; ask the operators to list its network."


@dataclass(frozen=True, slots=True)
class TargetNetworks:
    """Networks that the operators list; whoever registers a connector chooses among their addresses and no others."""

    listed: tuple[Network, ...]
    loopback: bool = False
    """Whether this machine itself may be a target, which only the one-machine default allows."""

    @classmethod
    def read(cls, listed: str, *, loopback: bool) -> Self:
        """From networks separated by commas. Raises ValueError for what is no network."""
        return cls(tuple(network(text.strip()) for text in listed.split(",") if text.strip()), loopback)

    def admit(self, address: str) -> bool:
        """Whether a connection to the literal `address` may be opened; what cannot be read is refused."""
        try:
            ip = plain(address)
        except ValueError:
            return False
        if within(ip, LOOPBACKS):
            return self.loopback
        return within(ip, self.listed) and not within(ip, NEVER)

    def require(self, base_url: str, *, pointer: str) -> None:
        """Refuses a URL whose host is an address that is not admitted; a name is looked up when it is connected to."""
        host = urlsplit(base_url).hostname or ""
        try:
            plain(host)
        except ValueError:
            return
        if not self.admit(host):
            raise AddressNotListed(host=host, pointer=pointer)
