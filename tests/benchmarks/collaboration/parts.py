"""What is measured, a part at a time: each starts a server anew and returns its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.benchmarks.collaboration.contestants import Place, Served
from tests.benchmarks.collaboration.results import Figures
from tests.collaboration.node import Node

TASKS = 1_000
CROWDS = (2, 10, 50, 200)
# Real providers apply every edit in this one process: beyond 50 that is what would be measured.
MOST_REAL = 50
EDITS_PER_S = 20
LADDER = (100, 200, 400, 800, 1_600, 3_200, 6_400, 9_600)
BOUND_MS = 100
# Below this share of the wished rate the clients were the limit, not the server.
KEPT_PACE = 0.9
TRIES = 2


@dataclass(frozen=True, slots=True)
class Trial:
    """One contestant's server, and the clients that measure it."""

    served: Served
    node: Node

    def seeded(self, tasks: int = TASKS) -> Place:
        """A room with the document of so many tasks."""
        place = self.served.place("bench")
        self.node.do("seed", place=place, tasks=tasks)
        return place

    def do(self, command: str, **given: Any) -> Any:
        return self.node.do(command, patience_s=300, **given)

    def cpu_of(self, command: str, **given: Any) -> tuple[Any, float]:
        """The answer, and the seconds of processor time that the server took for it."""
        before = self.served.cpu_s()
        answer = self.do(command, **given)
        return answer, self.served.cpu_s() - before


def first_sync(trial: Trial) -> Figures:
    place = trial.seeded()
    took = trial.do("firstSync", place=place, tasks=TASKS, times=20)
    return {"first sync p50": took["p50"], "first sync p95": took["p95"]}


def propagation(trial: Trial) -> Figures:
    place, figures = trial.seeded(), dict[str, float | None]()
    for clients in CROWDS:
        light = clients > MOST_REAL
        trial.do("join", place=place, clients=clients, light=light, tasks=TASKS)
        trial.do("propagate", rate=EDITS_PER_S, seconds=1)  # warms up
        took = trial.do("propagate", rate=EDITS_PER_S, seconds=4)
        _require(took)
        for share in ("p50", "p95", "p99"):
            figures[f"propagation {clients} {share}"] = took[share]
    trial.do("leave")
    return figures


def _require(took: dict[str, Any]) -> None:
    if not took["complete"] or took["failure"]:
        raise RuntimeError(f"not everything arrived {took['failure']}")


def cursors(trial: Trial) -> Figures:
    place = trial.seeded()
    trial.do("join", place=place, clients=50, light=True, tasks=TASKS)
    trial.do("point", hz=10, seconds=1)
    took, cpu_s = trial.cpu_of("point", hz=10, seconds=6)
    trial.do("leave")
    return {
        "cursors frames/s": took["framesPerS"],
        "cursors p95": took["p95"],
        "cursors CPU": 100 * cpu_s / took["seconds"],
        "cursors complete": float(took["complete"]),
    }


def sustained(trial: Trial) -> Figures:
    place, figures = trial.seeded(), dict[str, float | None]()
    for clients in (10, 50):
        best, p95 = 0.0, None
        for rate, took in _climb(trial, place, clients):
            best, p95 = rate, took["p95"]
        figures[f"sustained {clients}"] = best
        figures[f"sustained {clients} p95"] = p95
    trial.do("leave")
    return figures


def _climb(trial: Trial, place: Place, clients: int) -> Iterator[tuple[float, dict[str, Any]]]:
    """Rates that were held, with what was measured at each."""
    trial.do("join", place=place, clients=clients, light=True, tasks=TASKS)
    for rate in LADDER:
        took = _held(trial, clients, rate)
        if took is None:
            return
        yield rate, took


def _held(trial: Trial, clients: int, rate: float) -> dict[str, Any] | None:
    """What was measured at a rate that was held; None: it was not, twice."""
    for _ in range(TRIES):  # one flush that takes long is no bound of a server
        took = trial.do("propagate", rate=rate, seconds=2.5, writers=clients)
        is_whole = took["complete"] and not took["failure"]
        if is_whole and took["p95"] <= BOUND_MS and took["rate"] >= KEPT_PACE * rate:
            return dict(took)
    return None


def joins(trial: Trial) -> Figures:
    place = trial.seeded()
    trial.do("joinAtOnce", place=place, count=20, tasks=TASKS)
    took, cpu_s = trial.cpu_of("joinAtOnce", place=place, count=20, tasks=TASKS)
    return {"20 joins": took, "20 joins CPU": cpu_s * 1_000}


def cold_load(trial: Trial) -> Figures:
    place = trial.seeded()
    clocks = trial.do("write", place=place, tasks=TASKS, edits=5_000, rate=1_000)
    trial.served.end()
    trial.served.start()
    cold = trial.do("firstSync", place=place, tasks=TASKS, times=1, clocks=clocks)["each"][0]
    warm = trial.do("firstSync", place=place, tasks=TASKS, times=7, clocks=clocks)["p50"]
    return {"cold sync": cold, "cold minus warm": max(0.1, cold - warm)}


def memory(trial: Trial) -> Figures:
    place = trial.seeded()
    trial.do("join", place=place, clients=2, light=True, tasks=TASKS)
    trial.do("propagate", rate=EDITS_PER_S, seconds=2)
    idle = trial.served.rss_mb()
    trial.do("join", place=place, clients=200, light=True, tasks=TASKS)
    trial.do("propagate", rate=EDITS_PER_S, seconds=2)
    crowded = trial.served.rss_mb()
    trial.do("leave")
    return {"memory idle": idle, "memory 200": crowded}


def growth(trial: Trial) -> Figures:
    place = trial.seeded()
    sizes = trial.do("drag", place=place, tasks=TASKS, drags=500, moves=30)
    return {"growth": 100 * (sizes["after"] / sizes["before"] - 1)}


def presence(trial: Trial) -> Figures:
    place = trial.served.place("bench")
    took = [trial.do("presence", place=place, people=10) for _ in range(3)]
    return {f"presence {name}": median(each[name] for each in took) for name in took[0]}


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    title: str
    run: Callable[[Trial], Figures]
    rounds: int = 1


PARTS = (
    Part("first-sync", "first sync of 1,000 tasks", first_sync, rounds=2),
    Part("propagation", "one writer, 20 edits/s", propagation, rounds=2),
    Part("cursors", "50 people move cursors at 10 Hz", cursors),
    Part("sustained", "edits/s held at p95 ≤ 100 ms, everybody writes", sustained),
    Part("joins", "20 join at the same moment", joins),
    Part("cold", "first sync after a restart, 5,000 edits made before", cold_load),
    Part("memory", "resident memory", memory),
    Part("growth", "500 drags", growth),
    Part("presence", "10 people present: one joins, one crashes, one leaves", presence),
)
