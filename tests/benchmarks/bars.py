"""What our medians must stay below, and what we are after beyond that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.competitors import COMPETITORS, Competitor, Lane
from tests.benchmarks.samples import Samples, fastest, ratio

E, P = Lane.EMBEDDED, Lane.PRODUCTION
SamplesByPlace = Mapping[tuple[str, str], Samples]  # (competitor's name, workload's name)


@dataclass(frozen=True, slots=True)
class Bar:
    """
    A bound on our median: a share of the fastest of a family (or of one competitor, by its name),
    or seconds where family is None.

    "Four times as many a second" is the share 0.25.
    """

    workload: str
    lane: Lane
    family: str | None
    must: float
    moonshot: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How we did at one bar; `measured` in the bar's unit, None if ours or the peer did not run."""

    bar: Bar
    measured: float | None

    @property
    def meets_must(self) -> bool | None:
        return None if self.measured is None else self.measured <= self.bar.must

    @property
    def meets_moonshot(self) -> bool | None:
        if self.measured is None or self.bar.moonshot is None:
            return None
        return self.measured <= self.bar.moonshot


BARS = (
    Bar("chain3", E, "langgraph", 0.6, 0.3),
    Bar("chain3", E, "dbos", 0.35),
    Bar("chain3", E, None, 0.005, 0.0015),
    Bar("chain3", P, "celery", 0.8, 0.45),
    Bar("chain40", E, "langgraph", 0.5, 0.25),
    Bar("chain40", P, "celery", 0.7, 0.35),
    Bar("fan100", E, "langgraph", 1.0, 0.5),
    Bar("fan100", P, "celery", 0.6, 0.3),
    Bar("fan100", P, "dbos", 0.25),
    Bar("fan1000", E, "langgraph", 0.8, 0.3),
    Bar("fan1000", P, "celery", 0.5, 0.25),
    Bar("many", E, "langgraph", 1 / 2, 1 / 4),
    Bar("many", P, "celery", 1.0, 1 / 2),
    Bar("many", P, "dbos", 1 / 3, 1 / 5),
    Bar("submit", E, "dbos", 1.0, 0.5),
    Bar("submit", P, "celery", 2.5, 1.5),
    Bar("fib33x10", E, "compute", 1.03, 1.01),
    Bar("fib33x10", P, "compute", 1.03, 1.01),
    Bar("sleep", E, None, 8.2, 8.05),
    Bar("sleep", P, None, 8.2, 8.05),
)

# Peak resident memory after all workloads, as a share of the smallest of a family.
MEMORY_BARS = (
    Bar("memory", E, "dbos", 2.0, 1.3),
    # As many processes as ours: the family's smallest has one worker for our two.
    Bar("memory", P, "celery-prefork", 1.3, 1.1),
)


def judge(bars: Sequence[Bar], samples: SamplesByPlace) -> list[Verdict]:
    return [Verdict(bar, _measure(bar, samples)) for bar in bars]


def has_failed(verdicts: Sequence[Verdict]) -> bool:
    return any(verdict.meets_must is False for verdict in verdicts)


def _measure(bar: Bar, samples: SamplesByPlace) -> float | None:
    ours = _fastest_of("ours", bar, samples)
    if bar.family is None:
        return ours.median_s if ours else None
    return ratio(ours, _fastest_of(bar.family, bar, samples))


def _fastest_of(family: str, bar: Bar, samples: SamplesByPlace) -> Samples | None:
    return fastest([samples[who.name, bar.workload] for who in COMPETITORS
                    if _competes(who, family, bar, samples)])  # fmt: skip


def _competes(who: Competitor, family: str, bar: Bar, samples: SamplesByPlace) -> bool:
    return (
        family in (who.family, who.name)
        and who.lane is bar.lane
        and (who.name, bar.workload) in samples
    )
