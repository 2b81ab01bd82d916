"""The class of every field that may leave: what it tells and whose it is. Recipients are decided at the exits."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError


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

    @field_validator("*")
    @classmethod
    def _can_be_stored(cls, value: Any) -> Any:
        # JSON can say U+0000 and half a surrogate pair; no database keeps the one, no UTF-8 the other.
        texts = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and _UNSTORABLE.search(text) for text in texts):
            raise PydanticCustomError("string_unicode", "not storable")
        return value


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class RefusedActionView(View):
    """Something that is the caller's to do and cannot be done now; `reason` is the problem that trying would give."""

    operation: Annotated[str, OPERATIONAL]
    reason: Annotated[str, OPERATIONAL]
    detail: Annotated[str, OPERATIONAL] = Field(description="The same as a sentence in the caller's language.")


class ActionView(View):
    """Something the caller may do now, told by the service that owns the act; `key` is the console's shortcut."""

    operation: Annotated[str, OPERATIONAL]
    href: Annotated[str, OPERATIONAL]
    key: Annotated[str | None, OPERATIONAL] = None
