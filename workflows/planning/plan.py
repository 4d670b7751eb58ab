"""
The compiled plan: a version's tasks by position, with everything that is known before a run.

Positions follow the order of ids in the canonical document, so that one document gives one plan in
every process.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.definition.document import Document, Task

NO_PARENT = -1
CONTAINER_KINDS = frozenset({"map", "loop"})
# What waits (for a model, an answer, a message) runs as a coroutine; all else computes on a thread.
ASYNC_KINDS = frozenset({"agent", "http"})


@dataclass(frozen=True, slots=True)
class PlannedDependency:
    source: int
    outcome: str | None


@dataclass(frozen=True, slots=True, eq=False)
class PlannedTask:
    """
    One task with its place in the graph.

    Args:
        pending: how many different tasks it waits for.
        failure_handled: a failure of it neither stops nor fails what it stands in.
        makes_up: for each dependency (by place) the places that make up for it when it is dead.
    """

    position: int
    task: Task
    parent: int
    dependencies: tuple[PlannedDependency, ...]
    successors: tuple[int, ...]
    pending: int
    failure_handled: bool
    makes_up: tuple[frozenset[int], ...]

    @property
    def id(self) -> str:
        return self.task.id

    @property
    def kind(self) -> str:
        return self.task.kind

    @property
    def is_async(self) -> bool:
        return self.task.kind in ASYNC_KINDS


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Plan:
    document: Document
    tasks: tuple[PlannedTask, ...]
    position_of: Mapping[str, int]
    children: Mapping[int, tuple[int, ...]]
    only: frozenset[int] = frozenset()

    def roots(self) -> tuple[int, ...]:
        """Positions of the tasks outside containers."""
        return self.children.get(NO_PARENT, ())

    def sources(self, parent: int) -> tuple[int, ...]:
        """Positions in this container (or outside all) that wait for nothing."""
        return tuple(p for p in self.children.get(parent, ()) if not self.tasks[p].pending)

    def sinks(self, parent: int) -> tuple[int, ...]:
        """Positions in this container (or outside all) that nothing waits for."""
        return tuple(p for p in self.children.get(parent, ()) if not self.tasks[p].successors)

    def containers_of(self, position: int) -> tuple[int, ...]:
        """Positions of the containers around a task, outermost first."""
        around = []
        parent = self.tasks[position].parent
        while parent != NO_PARENT:
            around.append(parent)
            parent = self.tasks[parent].parent
        return tuple(reversed(around))

    def runs_always(self, position: int) -> bool:
        """Whether it joins *always*, or stands inside a container outside all that does."""
        outermost = next(iter(self.containers_of(position)), position)
        return self.tasks[outermost].task.join == "always"

    def descendants(self, position: int) -> tuple[int, ...]:
        """Positions of everything inside a container, at any depth."""
        found: list[int] = []
        open_ = list(self.children.get(position, ()))
        while open_:
            place = open_.pop()
            found.append(place)
            open_.extend(self.children.get(place, ()))
        return tuple(found)


def compile_plan(document: Document, only: frozenset[str] = frozenset()) -> Plan:
    """
    Compile a document that has no gating problems.

    Args:
        only: ids outside containers that a run is narrowed to; they do not wait for others.
    """
    ids = sorted(document.tasks)
    position_of = {task: i for i, task in enumerate(ids)}
    dependencies = [_dependencies_of(document.tasks[i], position_of, only) for i in ids]
    successors = _successors_of(dependencies)
    failed_awaited = {d.source for each in dependencies for d in each if d.outcome == "failed"}
    makes_up = _made_up(document, ids, dependencies)
    parents = [position_of[t.parent] if (t := document.tasks[i]).parent else NO_PARENT for i in ids]
    children: dict[int, list[int]] = defaultdict(list)
    for position, parent in enumerate(parents):
        children[parent].append(position)
    tasks = tuple(
        PlannedTask(
            position=p,
            task=document.tasks[task_id],
            parent=parents[p],
            dependencies=dependencies[p],
            successors=successors[p],
            pending=len({d.source for d in dependencies[p]}),
            failure_handled=p in failed_awaited
            or document.tasks[task_id].on_error.policy == "continue",
            makes_up=makes_up[p],
        )
        for p, task_id in enumerate(ids)
    )
    narrowed = frozenset(position_of[task] for task in only)
    return Plan(document, tasks, position_of, {k: tuple(v) for k, v in children.items()}, narrowed)


def _dependencies_of(
    task: Task, position_of: Mapping[str, int], only: frozenset[str]
) -> tuple[PlannedDependency, ...]:
    return tuple(
        PlannedDependency(position_of[d.source], d.outcome)
        for d in task.depends_on
        if not only or task.parent is not None or d.source in only or task.id not in only
    )


def _successors_of(
    dependencies: Sequence[tuple[PlannedDependency, ...]],
) -> list[tuple[int, ...]]:
    successors: list[list[int]] = [[] for _ in dependencies]
    for position, each in enumerate(dependencies):
        for source in {d.source for d in each}:
            successors[source].append(position)
    return [tuple(s) for s in successors]


def _label(kind: str, outcome: str | None) -> str | None:
    """Name the way out of a task that a dependency stands for; None: no way in particular."""
    if outcome is not None:
        return outcome
    if kind == "branch":
        return None
    return "approved" if kind == "approval" else "succeeded"


def _made_up(
    document: Document,
    ids: Sequence[str],
    dependencies: Sequence[tuple[PlannedDependency, ...]],
) -> list[tuple[frozenset[int], ...]]:
    """
    For each join: which of its dependencies make up for which dead one.

    A dead one is made up for by one that comes from another outcome of the same task or of a task
    before it, and a dead outcome also by any outcome. Only tasks left by two or more named ways can
    be such a fork, so routes are bit sets over their (task, way) pairs: empty for plain graphs,
    whatever their size.
    """
    kinds = [document.tasks[i].kind for i in ids]
    bits, rivals = _fork_bits(kinds, dependencies)
    routes = _routes(kinds, dependencies, bits)
    return [
        _made_up_at(place, each, kinds, bits, rivals, routes)
        for place, each in enumerate(dependencies)
    ]


def _fork_bits(
    kinds: Sequence[str], dependencies: Sequence[tuple[PlannedDependency, ...]]
) -> tuple[dict[tuple[int, str], int], dict[int, int]]:
    """Give each way out of a fork a bit; for each bit the mask of its rivals at the same task."""
    ways: dict[int, set[str]] = defaultdict(set)
    for each in dependencies:
        for d in each:
            label = _label(kinds[d.source], d.outcome)
            if label is not None:
                ways[d.source].add(label)
    bits: dict[tuple[int, str], int] = {}
    rivals: dict[int, int] = {}
    for source, labels in ways.items():
        if len(labels) < 2:
            continue
        numbers = {label: len(bits) + i for i, label in enumerate(sorted(labels))}
        bits.update({(source, label): n for label, n in numbers.items()})
        mask = sum(1 << n for n in numbers.values())
        rivals.update({n: mask & ~(1 << n) for n in numbers.values()})
    return bits, rivals


def _routes(
    kinds: Sequence[str],
    dependencies: Sequence[tuple[PlannedDependency, ...]],
    bits: Mapping[tuple[int, str], int],
) -> list[int]:
    """For each task the ways that lead to it, as a bit set; computed in topological order."""
    routes = [0] * len(dependencies)
    if not bits:
        return routes
    successors = _successors_of(dependencies)
    missing = [len({d.source for d in each}) for each in dependencies]
    ready = [p for p, n in enumerate(missing) if n == 0]
    while ready:
        place = ready.pop()
        for d in dependencies[place]:
            routes[place] |= routes[d.source] | _way_bit(kinds, bits, d)
        for successor in successors[place]:
            missing[successor] -= 1
            if missing[successor] == 0:
                ready.append(successor)
    return routes


def _way_bit(
    kinds: Sequence[str], bits: Mapping[tuple[int, str], int], dependency: PlannedDependency
) -> int:
    label = _label(kinds[dependency.source], dependency.outcome)
    number = bits.get((dependency.source, label)) if label is not None else None
    return 0 if number is None else 1 << number


def _made_up_at(
    place: int,
    dependencies: tuple[PlannedDependency, ...],
    kinds: Sequence[str],
    bits: Mapping[tuple[int, str], int],
    rivals: Mapping[int, int],
    routes: Sequence[int],
) -> tuple[frozenset[int], ...]:
    if len(dependencies) < 2:
        return (frozenset(),) * len(dependencies)
    masks = [routes[d.source] | _way_bit(kinds, bits, d) for d in dependencies]
    outcomes = {i for i, d in enumerate(dependencies) if d.outcome is not None}
    makers = []
    for i, d in enumerate(dependencies):
        wanted = _rival_mask(masks[i], rivals)
        found = {j for j, mask in enumerate(masks) if j != i and wanted and mask & wanted}
        makers.append(frozenset(found | (outcomes - {i} if d.outcome is not None else set())))
    return tuple(makers)


def _rival_mask(mask: int, rivals: Mapping[int, int]) -> int:
    wanted = 0
    while mask:
        low = mask & -mask
        wanted |= rivals[low.bit_length() - 1]
        mask ^= low
    return wanted
