"""The base of values that people write in data files. What each file means is told beside the values."""

from typing import ClassVar


class Datum:
    """A typo in a data file is refused by name, not ignored: pydantic, reading a subclass, takes this to heart."""

    __slots__ = ()
    __pydantic_config__: ClassVar = {"extra": "forbid"}
