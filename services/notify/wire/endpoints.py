"""Shapes of endpoints, zones and deliveries."""

from datetime import timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from services.notify.domain.egress import Zone, ZoneKind
from services.notify.domain.filters import EVERYTHING
from services.notify.domain.model import Endpoint
from services.notify.domain.moves import DeliveryState, EndpointStatus
from services.notify.store import AttemptLine, DeliveryLine
from shared.contracts.envelope import sequence
from shared.kernel.ids import DeliveryId, EndpointId, UnitCode
from shared.kernel.sharing import CONTENT, OPERATIONAL, SECRET, Params, View

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
Pattern = Annotated[str, Field(max_length=100, examples=["intake.request.*"])]
Port = Annotated[int, Field(ge=1, le=65535)]


class CreateEndpointParams(Params):
    """A receiver of the caller's unit."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "税务核对系统",
                    "url": "https://hooks.example.com/portdesk",
                    "filters": ["intake.request.*", "anomaly.case.closed"],
                }
            ]
        }
    )

    name: str = Field(min_length=1, max_length=100)
    url: str = Field(max_length=4096, description="Where to post; https, and a port the zone opens.")
    zone: Code = Field("public", description="Where the address may be; `public` is the internet.")
    filters: tuple[Pattern, ...] = Field(
        EVERYTHING,
        min_length=1,
        max_length=50,
        description="Event types without prefix and version; `*` is one segment, at the end any number.",
    )
    room: int = Field(4, ge=1, le=16, description="Subjects served at once; one subject is always served in order.")
    time_limit_seconds: int = Field(15, ge=1, le=30, description="For one post, from the name to the answer.")

    def facts(self) -> dict[str, Any]:
        """As the use case takes them."""
        facts = self.model_dump(exclude={"time_limit_seconds"})
        return {**facts, "time_limit": timedelta(seconds=self.time_limit_seconds)}


class CreateZoneParams(Params):
    """A part of a network that endpoints of the caller's unit may be in."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"code": "tax-lan", "kind": "network", "networks": ["10.20.0.0/16"], "ports": [443, 8443]}]
        }
    )

    code: Code
    kind: ZoneKind
    ports: tuple[Port, ...] = Field(min_length=1, max_length=16)
    networks: tuple[Annotated[str, Field(max_length=64)], ...] = Field(
        (), max_length=64, description="In CIDR form; for the kind `network` only."
    )


class EndpointView(View):
    """An endpoint as its owner sees it."""

    id: Annotated[EndpointId, OPERATIONAL]
    version: Annotated[int, OPERATIONAL]
    unit: Annotated[UnitCode, OPERATIONAL]
    name: Annotated[str, CONTENT]
    url: Annotated[str, OPERATIONAL]
    zone: Annotated[str, OPERATIONAL]
    filters: Annotated[list[str], OPERATIONAL]
    room: Annotated[int, OPERATIONAL]
    time_limit_seconds: Annotated[int, OPERATIONAL]
    status: Annotated[EndpointStatus, OPERATIONAL]
    reason: Annotated[str | None, OPERATIONAL] = Field(description="Why it was disabled.")
    rests_until: Annotated[AwareDatetime | None, OPERATIONAL] = Field(
        description="Nothing is sent before, because it did not answer or asked for a pause."
    )
    created_at: Annotated[AwareDatetime, OPERATIONAL]

    @classmethod
    def of(cls, endpoint: Endpoint) -> Self:
        """The view of `endpoint`."""
        return cls(
            id=endpoint.id,
            version=endpoint.version,
            unit=endpoint.unit,
            name=endpoint.name,
            url=endpoint.target.url,
            zone=endpoint.zone,
            filters=list(endpoint.filters),
            room=endpoint.room,
            time_limit_seconds=endpoint.time_limit // timedelta(seconds=1),
            status=endpoint.status,
            reason=endpoint.reason,
            rests_until=endpoint.health.rest_until,
            created_at=endpoint.created_at,
        )


class EndpointPage(View):
    """A page of endpoints, newest first; `next` continues it."""

    items: Annotated[list[EndpointView], OPERATIONAL]
    next: Annotated[str | None, OPERATIONAL]


class SecretView(View):
    """An endpoint and the secret it was just given, which no later read shows."""

    endpoint: Annotated[EndpointView, OPERATIONAL]
    kid: Annotated[UUID, OPERATIONAL] = Field(description="Id of the secret.")
    secret: Annotated[str, SECRET] = Field(
        "", description="Base64 after `whsec_`; signs by Standard Webhooks, scheme v1.", examples=["whsec_…"]
    )

    def with_secret(self, secret: str) -> Self:
        """What the maker is told: the kept copy of this answer has no secret in it."""
        return self.model_copy(update={"secret": secret})


class TestView(View):
    """A test event on its way."""

    endpoint: Annotated[EndpointView, OPERATIONAL]
    event_id: Annotated[UUID, OPERATIONAL] = Field(description="The `webhook-id` it will carry.")


class DeliveryView(View):
    """One event for one endpoint, without its content."""

    id: Annotated[DeliveryId, OPERATIONAL]
    event_id: Annotated[UUID, OPERATIONAL]
    type: Annotated[str, OPERATIONAL]
    source: Annotated[str, OPERATIONAL]
    subject: Annotated[str, OPERATIONAL]
    sequence: Annotated[str, OPERATIONAL]
    prevsequence: Annotated[str | None, OPERATIONAL] = Field(
        description="What was sent to this endpoint before it, of the same subject."
    )
    time: Annotated[AwareDatetime, OPERATIONAL]
    state: Annotated[DeliveryState, OPERATIONAL]
    attempts: Annotated[int, OPERATIONAL]
    last_code: Annotated[str | None, OPERATIONAL]
    expires_at: Annotated[AwareDatetime, OPERATIONAL]
    settled_at: Annotated[AwareDatetime | None, OPERATIONAL]

    @classmethod
    def of(cls, line: DeliveryLine) -> Self:
        """The view of `line`."""
        return cls(
            id=line.id,
            event_id=line.event_id,
            type=line.type,
            source=line.source,
            subject=line.subject,
            sequence=sequence(line.sequence),
            prevsequence=sequence(line.previous) if line.previous is not None else None,
            time=line.time,
            state=line.state,
            attempts=line.attempts,
            last_code=line.last_code,
            expires_at=line.expires_at,
            settled_at=line.settled_at,
        )


class DeliveryPage(View):
    """A page of deliveries, newest first; `next` continues it."""

    items: Annotated[list[DeliveryView], OPERATIONAL]
    next: Annotated[str | None, OPERATIONAL]


class AttemptView(View):
    """One post: when, how long, and the answer or why there was none."""

    at: Annotated[AwareDatetime, OPERATIONAL]
    milliseconds: Annotated[int | None, OPERATIONAL]
    status: Annotated[int | None, OPERATIONAL] = Field(description="HTTP status; none when nothing was answered.")
    code: Annotated[str, OPERATIONAL] = Field(description="What the answer, or its absence, means.")
    answer: Annotated[str, CONTENT] = Field(description="The first 2 KiB of what the receiver answered.")
    body_sha256: Annotated[str, OPERATIONAL] = Field(description="Digest of the bytes posted, hexadecimal.")

    @classmethod
    def of(cls, line: AttemptLine) -> Self:
        """The view of `line`."""
        return cls(
            at=line.at,
            milliseconds=line.milliseconds,
            status=line.status,
            code=line.code,
            answer=line.head.decode("utf-8", "replace"),
            body_sha256=line.body_sha256.hex(),
        )


class AttemptsView(View):
    """All attempts of a delivery, oldest first."""

    items: Annotated[list[AttemptView], CONTENT]


class ZoneView(View):
    """A zone; `unit` is empty for the one that everybody may use."""

    code: Annotated[str, OPERATIONAL]
    kind: Annotated[ZoneKind, OPERATIONAL]
    unit: Annotated[UnitCode | None, OPERATIONAL]
    ports: Annotated[list[int], OPERATIONAL]
    networks: Annotated[list[str], OPERATIONAL]

    @classmethod
    def of(cls, zone: Zone) -> Self:
        """The view of `zone`."""
        return cls(
            code=zone.code,
            kind=zone.kind,
            unit=zone.unit,
            ports=sorted(zone.ports),
            networks=[str(network) for network in zone.networks],
        )


class ZonesView(View):
    """The zones a unit may use, by code."""

    items: Annotated[list[ZoneView], OPERATIONAL]
