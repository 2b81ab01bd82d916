"""Fault points: named places where a process dies at once if its environment says so. They cost nothing otherwise.

`CRASH_AT=relay.published` ends the process, as kill -9 would, when it first comes by that place; `:3` the third time.
What has to be left in order then is shown by tests, one per place.
"""

import os
from collections.abc import Callable
from typing import Final

SETTING: Final = "CRASH_AT"
CODE: Final = 137
"""What a shell tells of a process that SIGKILL has ended."""
POINTS: Final = frozenset(
    {
        "accept.worked",
        "accept.committed",
        "outbox.staged",
        "relay.published",
        "log.appended",
        "lease.taken",
        "cursor.taken",
        "consumer.moved",
        "consumer.committed",
        "parking.parked",
        "delivery.answered",
        "execution.sending",
        "execution.sent",
        "execution.recorded",
    }
)

Point = Callable[[str], None]


def resolve(setting: str | None) -> Point:
    """What `point` is under a setting: nothing, or a death at the n-th pass; ValueError for a place there is not."""
    if not setting:
        return _nothing
    name, _, nth = setting.partition(":")
    if name not in POINTS:
        raise ValueError(f"{SETTING}={setting}: no such fault point; there are {', '.join(sorted(POINTS))}")
    left = int(nth or 1)

    def pass_by(here: str) -> None:
        nonlocal left
        if here == name:
            left -= 1
            if left == 0:
                os._exit(CODE)

    return pass_by


def _nothing(_: str) -> None:
    """No fault is asked for."""


point: Final = resolve(os.environ.get(SETTING))
