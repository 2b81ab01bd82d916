"""Events that somebody puts into the log and nobody can apply, and what a handler does that meets one of them."""

import os
import random
from collections.abc import Collection, Iterator
from uuid import UUID, uuid4

from shared.contracts.envelope import Envelope
from shared.contracts.examples import example
from shared.contracts.intake import RequestAccepted
from shared.contracts.topics import INTAKE
from shared.kernel.clock import SystemClock
from shared.kernel.refusals import Invalid
from shared.runtime import faults
from tests.chaos.history import Injected, Wrong

BUGGY, DEADLY = "0b06", "dead"
"""How the keys begin whose events every handler fails at, or dies of."""
BUGS = 0.1
"""How many of the poisoned keys are buggy; the others cannot be read."""
NEWER = RequestAccepted.TYPE.replace(".v1", ".v9")


class Spoilt(Invalid):
    """The event says what cannot be."""

    zh = "内容有误。"
    en = "It says what cannot be."


class Bug(Exception):
    """A handler that is wrong."""


def swallow(keys: Collection[str]) -> None:
    """What a journalled handler does first: raises `Bug`, or ends the process, if it is given the event to."""
    if any(key.startswith(DEADLY) for key in keys):
        os._exit(faults.CODE)
    if any(key.startswith(BUGGY) for key in keys):
        raise Bug


def unreadable_or_buggy(draw: random.Random) -> Iterator[tuple[Envelope, Injected]]:
    """The events of one new key: one that cannot be applied, one behind it, and perhaps one that nobody lists."""
    if draw.random() < BUGS:
        yield from _failing(BUGGY, "Bug")
    else:
        key = str(uuid4())
        yield _event(key, 1, b"{", "unreadable")
        yield _event(key, 2, b"{}", "behind")
        yield _event(key, 3, b"{}", "unknown", type_=NEWER)


def deadly() -> Iterator[tuple[Envelope, Injected]]:
    """The events of one new key: one that ends whoever handles it, and one behind it."""
    yield from _failing(DEADLY, "killed")


def _failing(begins: str, wrong: Wrong) -> Iterator[tuple[Envelope, Injected]]:
    key = begins + str(uuid4())[len(begins) :]
    told = example(RequestAccepted, request_id=UUID(key), version=1)
    yield _event(key, 1, told.model_dump_json().encode(), wrong)
    yield _event(key, 2, b"{}", "behind")


def _event(
    key: str, seq: int, data: bytes, wrong: Wrong, *, type_: str = RequestAccepted.TYPE
) -> tuple[Envelope, Injected]:
    event = Envelope(
        id=uuid4(),
        type=type_,
        source="urn:portdesk:chaos:intake",
        topic=INTAKE.name,
        key=key,
        seq=seq,
        time=SystemClock().now(),
        data=data,
    )
    return event, Injected(id=str(event.id), topic=INTAKE.name, key=key, seq=seq, type=type_, wrong=wrong)
