"""Typed values of corrections; text forms of times, hashes and pointers. Documents made of them are elsewhere."""

import re
from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def stamp(at: datetime) -> str:
    """An aware instant as signed documents carry it, in UTC, cut to the second: `2026-11-23T08:30:00Z`."""
    return at.astimezone(UTC).strftime(TIME_FORMAT)


def instant(text: str) -> datetime:
    """The aware UTC instant of a time in a signed document."""
    return datetime.strptime(text, TIME_FORMAT).replace(tzinfo=UTC)


def _real_time(text: str) -> str:
    if stamp(datetime.fromisoformat(text)) != text:
        raise ValueError("not a time of the form YYYY-MM-DDThh:mm:ssZ")
    return text


Time = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z$"), AfterValidator(_real_time)]
"""Fixed format, so that times compare as text."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Pointer = Annotated[str, Field(pattern=r"^(/([^~/]|~[01])*)+$", max_length=200)]
"""RFC 6901, into the record view that the target publishes; never the whole record."""
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:@/-]{1,100}$")]
"""Codes and ids: units, people, systems, anomaly types."""
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Territory = Annotated[str, Field(pattern=r"^[0-9]{6}$")]

ScalarType = Literal["str", "int", "dec", "bool", "date", "dt", "null", "absent", "sha256"]

_FORMS: Final = {
    "str": re.compile(r".{0,4000}", re.DOTALL),
    "int": re.compile(r"0|-?[1-9][0-9]{0,39}"),
    "dec": re.compile(r"-?(0|[1-9][0-9]{0,39})(\.[0-9]{1,20})?"),
    "bool": re.compile(r"true|false"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "dt": re.compile(r"[0-9-]{10}T[0-9:]{8}Z"),
    "null": re.compile(r""),
    "absent": re.compile(r""),
    "sha256": re.compile(r"[0-9a-f]{64}"),
}


class Absent(Enum):
    """The one mark for a member that is not there, which is not the same as null."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


class Typed(BaseModel):
    """One value with its type; `v` is text for every type, so that no reader rounds or guesses.

    `null` and `absent` carry empty text; a `bool` is `true` or `false`; a `dec` keeps its zeros: 100.00 is not 100.0.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    t: ScalarType
    v: str

    @model_validator(mode="after")
    def _of_its_type(self) -> Self:
        if not _FORMS[self.t].fullmatch(self.v):
            raise ValueError(f"not a value of type {self.t}")
        if self.t == "date":
            date.fromisoformat(self.v)
        elif self.t == "dt":
            _real_time(self.v)
        return self

    def says(self, value: object) -> bool:
        """Whether a plain JSON value (or `ABSENT`) is exactly this one; a `dec` is decimal text there too."""
        if value is ABSENT or value is None:
            return self.t == ("absent" if value is ABSENT else "null")
        if isinstance(value, bool):
            return self.t == "bool" and self.v == ("true" if value else "false")
        if isinstance(value, int):
            return self.t == "int" and self.v == str(value)
        return isinstance(value, str) and self.t in ("str", "dec", "date", "dt", "sha256") and self.v == value

    @property
    def plain(self) -> str | int | bool | Absent | None:
        """The value as JSON carries it outside signed documents; the inverse of `typed`."""
        match self.t:
            case "null":
                return None
            case "absent":
                return ABSENT
            case "bool":
                return self.v == "true"
            case "int":
                return int(self.v)
            case _:
                return self.v


def typed(t: ScalarType, value: object) -> Typed:
    """A plain value of a record as the typed one; null and `ABSENT` keep their own types whatever the field's is."""
    match value:
        case Absent():
            return Typed(t="absent", v="")
        case None:
            return Typed(t="null", v="")
        case bool():
            return Typed(t=t, v="true" if value else "false")
        case _:
            return Typed(t=t, v=str(value))
