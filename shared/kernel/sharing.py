"""The class of every field that may leave: what it tells and whose it is. Recipients are decided at the exits."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Data(StrEnum):
    """What a field tells, from harmless to never leaving."""

    OPERATIONAL = "operational"
    """Ids, statuses, clocks."""
    BUSINESS = "business"
    """Data of trade: references, enterprises, goods."""
    CONTENT = "content"
    """Free text written by people."""
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    """Sensitive personal information (PIPL, Article 28)."""
    INTERNAL = "internal"
    """Notes and opinions of those who take part."""
    SECRET = "secret"  # noqa: S105
    """Leaves to nobody but its maker, once."""


class Whose(StrEnum):
    """Whose sharing catalogue decides about a field (Article 6)."""

    RECORD = "record"
    REQUESTER = "requester"
    SYSTEM = "system"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Classified:
    """Annotation on a field of a View or an Event."""

    data: Data
    whose: Whose = Whose.RECORD


OPERATIONAL = Classified(Data.OPERATIONAL)
BUSINESS = Classified(Data.BUSINESS)
CONTENT = Classified(Data.CONTENT, Whose.AUTHOR)
PERSONAL = Classified(Data.PERSONAL, Whose.REQUESTER)
INTERNAL = Classified(Data.INTERNAL)
SECRET = Classified(Data.SECRET)


class View(BaseModel):
    """What a caller sees. Every field carries a class; an unclassified one fails the build."""

    model_config = ConfigDict(frozen=True)


class Params(BaseModel):
    """What a caller sends: unknown members are refused by name, since a typo must not be ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
