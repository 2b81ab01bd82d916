"""The base of every event class. What happened, and to what, is said by its subclasses."""

from typing import Annotated, ClassVar, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.contracts.topics import Service, Topic
from shared.kernel.access import SYSTEM, Actor
from shared.kernel.ids import PersonId, UnitCode
from shared.kernel.sharing import INTERNAL, OPERATIONAL


class Part(BaseModel):
    """A group of fields inside an event."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class By(Part):
    """Who did it: the person, the unit they acted for, and the person they stood in for."""

    person: Annotated[PersonId, INTERNAL]
    unit: Annotated[UnitCode, OPERATIONAL]
    acting_for: Annotated[PersonId | None, INTERNAL] = None

    @classmethod
    def actor(cls, actor: Actor) -> Self:
        """The trace an actor leaves in an event."""
        return cls(person=actor.person, unit=actor.unit, acting_for=actor.acting_for)


BY_SYSTEM = By.actor(SYSTEM)


class Event(BaseModel):
    """Something that happened to one root record (a request, a case, a unit).

    Frozen, and tolerant of members added later. Inside one type version only optional fields may be added;
    anything else is a new class with the next version. `audience` and `by` are for routing inside the desk
    and are not sent on to subscribers.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    TYPE: ClassVar[str]
    """`portdesk.<service>.<noun>.<past verb>.v<n>`."""
    TOPIC: ClassVar[Topic]
    KEY: ClassVar[str]
    """Name of the field that holds the root's id: partition key and CloudEvents subject."""
    READ_BY: ClassVar[frozenset[Service]]
    """The services that handle it; a test compares this with their HANDLERS."""

    version: Annotated[int, OPERATIONAL] = Field(ge=1, description="Version of the root after this event; no gaps.")
    at: Annotated[AwareDatetime, OPERATIONAL] = Field(description="When the transaction that made it true began, UTC.")
    by: Annotated[By, INTERNAL]
    audience: Annotated[tuple[UnitCode, ...], INTERNAL] = Field(
        description="Units that may read the root at this version."
    )

    @property
    def key(self) -> str:
        """The root's id as text."""
        return str(getattr(self, self.KEY))

    @property
    def owner(self) -> Service:
        """The service that may emit it: the second part of its type."""
        return Service(self.TYPE.split(".")[1])
