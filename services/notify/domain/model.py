"""Endpoints and zones: who wants to be told, where, of what. Single deliveries are rows, moved in bulk by the store."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from ipaddress import ip_network

from services.notify.domain.egress import Zone, ZoneKind
from services.notify.domain.filters import check
from services.notify.domain.health import Health
from services.notify.domain.moves import EndpointAction, EndpointStatus, actions_from, move
from services.notify.domain.outcome import Judgement, Verdict
from services.notify.domain.target import Target, target
from shared.kernel.addresses import NEVER, Network
from shared.kernel.ids import EndpointId, UnitCode
from shared.kernel.refusals import Conflict, Invalid, NotFound

ENDPOINTS_PER_UNIT = 50
OVERLAP = timedelta(hours=24)
"""How long the secret before a rotation goes on signing beside the new one."""


class NoSuchDelivery(NotFound):
    """Nothing of that id was ever meant for this endpoint."""

    zh = "该接收端没有这条投递。"
    en = "This endpoint has no such delivery."


class NoSuchZone(Invalid):
    """The zone is not there, or is another unit's."""

    zh = "没有出口区{zone}，或不对您的单位开放。"
    en = "There is no zone {zone}, or it is not open to your unit."


class TooManyEndpoints(Conflict):
    """One unit may multiply every event only so often."""

    zh = "单位{unit}已有{limit}个接收端，不能再增加。"
    en = "Unit {unit} has {limit} endpoints, which is the limit."


class ZoneExists(Conflict):
    """Zones are named once; endpoints rest on what the name meant when they were made."""

    zh = "出口区{zone}已存在。"
    en = "Zone {zone} exists already."


class BadNetwork(Invalid):
    """Not a network in CIDR form, or one that no zone may open."""

    zh = "{network}不是可以开放的网段（CIDR 写法，不得含本机、链路本地、组播和云元数据地址）。"
    en = "{network} cannot be opened: CIDR form, and no loopback, link-local, multicast or metadata network."


class NetworksMismatch(Invalid):
    """A network zone lists networks, the other kinds list none."""

    zh = "只有 network 类出口区列出网段，且至少一个。"
    en = "A zone of kind network lists at least one network; other kinds list none."


class LoopbackClosed(Invalid):
    """Only the one-machine installation may post to itself."""

    zh = "本系统不允许回环出口区。"
    en = "This installation has no loopback zones."


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One receiver of one unit. It gets an event when its unit is in the audience and a filter matches.

    `room` is the number of subjects served at once; events of one subject always go one after the other.
    `reason` says why it was disabled. The version counts acts on it, its health does not.
    """

    id: EndpointId
    unit: UnitCode
    name: str
    target: Target
    zone: str
    filters: tuple[str, ...]
    room: int
    time_limit: timedelta
    created_at: datetime
    status: EndpointStatus = EndpointStatus.ACTIVE
    reason: str | None = None
    health: Health = field(default_factory=Health)
    version: int = 1

    def pause(self) -> "Endpoint":
        """Its deliveries collect until it is resumed."""
        return self._moved(EndpointAction.PAUSE)

    def resume(self) -> "Endpoint":
        """What has collected is sent, oldest first; earlier silence is forgotten."""
        return replace(self._moved(EndpointAction.RESUME), reason=None, health=Health())

    def disable(self, reason: str) -> "Endpoint":
        """The receiver wants nothing more; only its owner can resume it."""
        return replace(self._moved(EndpointAction.DISABLE), reason=reason)

    def delete(self) -> "Endpoint":
        """What has not been sent is dropped; what was sent can still be looked up by auditors."""
        return self._moved(EndpointAction.DELETE)

    def learn(self, judgement: Judgement, at: datetime) -> "Endpoint":
        """What an attempt that ended at `at` tells of it; a receiver that wants nothing more disables it."""
        health = self.health.after(judgement, at)
        taught = replace(self, health=health) if health != self.health else self
        if judgement.verdict is Verdict.DISABLE and EndpointAction.DISABLE in actions_from(self.status):
            return taught.disable(judgement.reason)
        return taught

    def acted_on(self) -> "Endpoint":
        """After an act that leaves it as it is: a rotation, a test."""
        return replace(self, version=self.version + 1)

    def _moved(self, action: EndpointAction) -> "Endpoint":
        return replace(self.acted_on(), status=move(self.status, action))


def register(
    endpoint_id: EndpointId,
    *,
    unit: UnitCode,
    name: str,
    url: str,
    zone: Zone,
    filters: Sequence[str],
    room: int,
    time_limit: timedelta,
    at: datetime,
) -> Endpoint:
    """A new endpoint; refuses a zone of another unit, a URL outside the zone, and a filter that matches nothing."""
    if zone.unit not in (None, unit):
        raise NoSuchZone(pointer="/zone", zone=zone.code)
    return Endpoint(
        id=endpoint_id,
        unit=unit,
        name=name,
        target=target(url, zone),
        zone=zone.code,
        filters=check(filters),
        room=room,
        time_limit=time_limit,
        created_at=at,
    )


def open_zone(
    code: str,
    *,
    kind: ZoneKind,
    unit: UnitCode,
    ports: Collection[int],
    networks: Sequence[str],
    loopback_allowed: bool,
) -> Zone:
    """A zone for the endpoints of `unit`."""
    if kind is ZoneKind.LOOPBACK and not loopback_allowed:
        raise LoopbackClosed(pointer="/kind")
    if (kind is ZoneKind.NETWORK) != bool(networks):
        raise NetworksMismatch(pointer="/networks")
    parsed = tuple(_network(text, f"/networks/{place}") for place, text in enumerate(networks))
    return Zone(code=code, kind=kind, unit=unit, ports=frozenset(ports), networks=parsed)


def _network(text: str, pointer: str) -> Network:
    try:
        network = ip_network(text)
    except ValueError:
        raise BadNetwork(pointer=pointer, network=text) from None
    # A wider network may contain one of these; then `admit` refuses the addresses one by one.
    if any(network.version == never.version and network.subnet_of(never) for never in NEVER):  # type: ignore[arg-type]
        raise BadNetwork(pointer=pointer, network=text)
    return network
