"""What ours shall reach beside the peers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.benchmarks.collaboration.results import Results

PEERS = ("stock", "hocuspocus")


@dataclass(frozen=True, slots=True)
class Goal:
    """
    A bound on a figure of ours: a multiple of a peer's, or in its own unit where `peers` is empty.

    Args:
        peers: the best of these is compared with.
        at_least: more is better; the bound is the least that will do.
    """

    contestant: str
    figure: str
    bound: float
    peers: tuple[str, ...] = PEERS
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """How ours did; `measured` as a multiple or in the figure's unit, None: not measured."""

    goal: Goal
    measured: float | None

    @property
    def is_met(self) -> bool | None:
        if self.measured is None:
            return None
        if self.goal.at_least:
            return self.measured >= self.goal.bound
        return self.measured <= self.goal.bound


def _goals_of(contestant: str, propagation: float) -> Iterable[Goal]:
    yield Goal(contestant, "propagation 10 p95", propagation)
    yield Goal(contestant, "propagation 50 p95", propagation)
    yield Goal(contestant, "cursors frames/s", 0.2)
    yield Goal(contestant, "cold minus warm", 0.35, ("hocuspocus",))
    yield Goal(contestant, "memory 200", 0.7)
    yield Goal(contestant, "growth", 5, ())
    yield Goal(contestant, "presence coming", 50, ())
    yield Goal(contestant, "presence crashed", 50, ())
    yield Goal(contestant, "presence left", 50, ())


GOALS = (
    *_goals_of("daphne", 1.5),
    Goal("daphne", "sustained 50", 1.0, ("stock",), at_least=True),
    *_goals_of("uvicorn", 1.0),
    Goal("uvicorn", "sustained 50", 0.7, ("hocuspocus",), at_least=True),
)


def judge(goals: Iterable[Goal], results: Results) -> list[Verdict]:
    return [Verdict(goal, _measure(goal, results)) for goal in goals]


def _measure(goal: Goal, results: Results) -> float | None:
    ours = results.of(goal.contestant, goal.figure)
    if ours is None or not goal.peers:
        return ours
    theirs = [value for peer in goal.peers if (value := results.of(peer, goal.figure)) is not None]
    if not theirs:
        return None
    best = max(theirs) if goal.at_least else min(theirs)
    return ours / best if best else None
