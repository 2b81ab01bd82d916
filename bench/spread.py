"""Arithmetic of measurements: quantiles, spreads, ratios of pairs. What was measured is not known here."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Self


@dataclass(frozen=True, slots=True)
class Spread:
    """Least, median and greatest of some rounds."""

    least: float
    median: float
    greatest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Raises ValueError where there is no value."""
        if not values:
            raise ValueError("nothing was measured")
        return cls(min(values), median(values), max(values))


def ratios(ours: Sequence[float], floor: Sequence[float]) -> Sequence[float]:
    """Round by round, ours as a share of the floor: what the machine did to both at a time cancels out."""
    return [one / other for one, other in zip(ours, floor, strict=True)]


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all are not above (nearest rank): always one that occurred."""
    if not values:
        raise ValueError("nothing was measured")
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]
