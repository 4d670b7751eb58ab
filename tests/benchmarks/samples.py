"""Durations of one workload under one competitor, and what is said about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Samples:
    """Wall seconds of runs that ended, after warm-up; and how many runs did not end."""

    seconds: tuple[float, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def median_s(self) -> float | None:
        """Middle value, the mean of the two middle ones of an even number; None without runs."""
        return median(self.seconds) if self.seconds else None

    @property
    def spread(self) -> float | None:
        """Largest distance from the median as a share of it: how far to trust a ratio."""
        middle = self.median_s
        if not middle:
            return None
        return max(abs(value - middle) for value in self.seconds) / middle

    def with_run(self, seconds: float) -> Samples:
        return Samples((*self.seconds, seconds), self.failures)

    def with_failure(self, message: str) -> Samples:
        return Samples(self.seconds, (*self.failures, message))


def ratio(ours: Samples | None, theirs: Samples | None) -> float | None:
    """Our median as a share of theirs, below one when we are faster; None if one is missing."""
    if ours is None or theirs is None:
        return None
    mine, other = ours.median_s, theirs.median_s
    return mine / other if mine is not None and other else None


def fastest(candidates: Sequence[Samples]) -> Samples | None:
    """The samples with the smallest median; None if none has any."""
    ran = [(samples.median_s, samples) for samples in candidates if samples.median_s is not None]
    return min(ran, key=lambda pair: pair[0])[1] if ran else None
