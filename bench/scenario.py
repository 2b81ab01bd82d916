"""What a scenario is: pairs of trials, ours and its floor. How often they run and what is printed is not here."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.spread import Spread

if TYPE_CHECKING:
    from bench.lab import Lab

FULL = "full"
"""The effort that targets are meant for."""
Trial = Callable[[], Awaitable[Mapping[str, float]]]
"""Measures once; one value per figure. What has to be made ready or tidied up is no part of what it times."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the median has to keep."""

    bound: float
    at_most: bool = False
    of_ratio: bool = False
    """Whether the bound is about the ratio to the floor rather than the value itself."""

    def kept(self, spread: Spread) -> bool:
        """Whether the median is on the right side; the bound itself is."""
        return spread.median <= self.bound if self.at_most else spread.median >= self.bound

    def __str__(self) -> str:
        """As a column of the table says it."""
        return f"{'≤' if self.at_most else '≥'} {self.bound:,g}{' × floor' if self.of_ratio else ''}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; without a target it is only told."""

    name: str
    unit: str
    target: Target | None = None
    compared: bool = True
    """Whether a ratio says anything; what the load generator cost, for one, is only told of both."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A trial of ours and one of the least that anybody would have to do for the same."""

    name: str
    figures: Sequence[Figure]
    ours: Trial
    floor: Trial | None = None
    pid: Callable[[], int] | None = None
    """The process a flame graph is drawn of; None where there is nothing to see in one."""
    once: bool = False
    """Measured once and without a warm-up: a trial that is long, or that a first time belongs to."""
    within: bool = False
    """The floor is measured within ours, in turns of its own, and only told afterwards: it never goes first."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named set of pairs on something that is started for them."""

    name: str
    about: str
    open: Callable[["Lab"], AbstractAsyncContextManager[Sequence[Pair]]]
    judged: Sequence[Figure]
    """Every figure with a target, so that none is absent from the table where nothing could be started."""
