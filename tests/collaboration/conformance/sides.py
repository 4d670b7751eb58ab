"""Two pairs of people, each on a web process of its own, all in one document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.collaboration.conformance.agreement import check_stored
from tests.collaboration.conformance.site import EDITORS, Site
from tests.collaboration.node import Node
from tests.servers import wait_until

RATE = 30  # tokens a second, of each pair
WRITING_MS = 2_000
MOST_SLOWER, LEAST_MS = 4.0, 50.0
TRIES = 3


@dataclass(frozen=True, slots=True)
class Side:
    """Two people of one web process; they know the delays of each other's edits alone."""

    node: Node
    names: Sequence[str]

    def begin_writing(self) -> None:
        self.node.do("startWriting", names=list(self.names), rate=RATE)

    def stop_writing(self) -> list[float]:
        """The delays in ms of all that one of them wrote, until the other had it."""
        self.node.do("stopWriting")
        wait_until(self._has_all_of_its_own, f"{self.names} to have each other's edits")
        delays: list[float] = self.node.do("delays")
        return delays

    def _has_all_of_its_own(self) -> bool:
        return self.written() <= set(self.node.do("promised")["seen"])

    def written(self) -> set[str]:
        counts = self.node.do("promised")["written"]
        return {f"{name}.{n}" for name, count in counts for n in range(count)}

    def closes(self) -> list[Any]:
        return [each for name in self.names for each in self.node.do("status", name=name)["closes"]]


@dataclass(frozen=True, slots=True)
class Sides:
    site: Site
    workflow: str
    here: Side
    there: Side

    @property
    def both(self) -> tuple[Side, Side]:
        return self.here, self.there

    def write_for_a_while(self) -> list[float]:
        """Delays between people of one process, while everybody writes."""
        for side in self.both:
            side.begin_writing()
        self.here.node.do("rest", ms=WRITING_MS)
        return [delay for side in self.both for delay in side.stop_writing()]

    def check_all_agree(self) -> None:
        """All that was ever written is there once, for everybody and in the database."""
        written = self.here.written() | self.there.written()
        wait_until(lambda: all(_count(side) == len(written) for side in self.both), "all edits")
        agreed, others = [
            side.node.do("settle", names=list(side.names), ms=60_000) for side in self.both
        ]
        assert agreed == others
        check_stored(self.here.node, self.site.stored(self.workflow), agreed)
        tokens: dict[str, int] = self.here.node.do("tokens", name=self.here.names[0])
        assert set(tokens) == written
        assert set(tokens.values()) == {1}


def open_sides(site: Site, there: int, nodes: tuple[Node, Node]) -> Sides:
    workflow = site.workflow()
    here, elsewhere = Side(nodes[0], EDITORS[:2]), Side(nodes[1], EDITORS[2:4])
    for side, port in ((here, site.port), (elsewhere, there)):
        people = [site.account(workflow, name, port=port) for name in side.names]
        side.node.do("open", people=people)
    here.node.do("openLedgers", name=here.names[0])
    for side in (here, elsewhere):
        for name in side.names:
            side.node.do("awaitTask", name=name, id="task_00019")
        side.node.do("witness", names=list(side.names))
    return Sides(site, workflow, here, elsewhere)


def _count(side: Side) -> int:
    return len(side.node.do("tokens", name=side.names[0]))


def check_nobody_waits(write: Callable[[], list[float]], usual: Sequence[list[float]]) -> None:
    """
    Compares delays; what is usual varies with what else the machine does.

    Args:
        write: gives the delays while something is amiss. The machine may pause once by itself, but
            whoever has to wait for what is amiss waits each time.
    """
    slow = ["not tried"]
    for _ in range(TRIES):
        during = write()
        slow = [told for share in (0.5, 0.9) if (told := _slower(during, usual, share))]
        if not slow:
            return
    raise AssertionError(slow)


def _slower(during: Sequence[float], usual: Sequence[list[float]], share: float) -> str:
    """What is slower; empty where nothing is."""
    most, then = max(_within(each, share) for each in usual), _within(during, share)
    told = f"{share:.0%} of the edits within {most:.0f} ms usually, within {then:.0f} ms then"
    print(told)
    return told if then > MOST_SLOWER * max(most, LEAST_MS) else ""


def _within(delays: Sequence[float], share: float) -> float:
    ordered = sorted(delays)
    return ordered[int(share * (len(ordered) - 1))]
