"""How much of what is wrong is told: enough to mend, never megabytes for each participant."""

from __future__ import annotations

from collaboration.rooms.problems import MOST_TOLD, bounded
from workflows.errors import Problem


def hints(count: int) -> list[Problem]:
    return [Problem("edge.dangling", "lost", f"/edges/{n}", severity="hint") for n in range(count)]


def test_as_many_as_are_told_are_told_as_they_are() -> None:
    assert bounded(hints(MOST_TOLD)) == hints(MOST_TOLD)


def test_of_more_the_gravest_are_told_and_how_many_are_left() -> None:
    grave = Problem("graph.cycle", "a circle", "/edges")

    told = bounded([*hints(MOST_TOLD), grave])

    assert told[0] == grave
    assert told[-1].code == "problems.more"
    assert told[-1].message == "There is more that is not shown: 1."
    assert len(told) == MOST_TOLD + 1
