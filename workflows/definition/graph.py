"""
The tasks of a document as a graph: who waits for whom, and what stands inside what.

Only dependencies between existing siblings are edges; whatever else a document says is a problem
that validate.py reports. Nothing here recurses: chains may be as long as a document.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflows.definition.document import Document, Task
from workflows.definition.json_types import TaskId

# Far above what may be nested; without it, wrong documents would take quadratic time.
MOST_CONTAINERS = 100
Edges = Mapping[TaskId, tuple[TaskId, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """
    Args:
        children: tasks by their `parent`, in document order; None: outside containers.
        sources: for each task the siblings it waits for; `targets` is the reverse.
        order: every task after its sources; without tasks on a cycle and what waits for them.
    """

    tasks: Mapping[TaskId, Task]
    children: Mapping[TaskId | None, tuple[TaskId, ...]]
    sources: Edges
    targets: Edges
    order: tuple[TaskId, ...]


def graph_of(document: Document) -> Graph:
    tasks = document.tasks
    children: dict[TaskId | None, list[TaskId]] = {None: []}
    for task in tasks.values():
        children.setdefault(task.parent, []).append(task.id)
    sources = {task.id: _siblings_waited_for(task, tasks) for task in tasks.values()}
    targets: dict[TaskId, list[TaskId]] = {task_id: [] for task_id in tasks}
    for task_id, waited_for in sources.items():
        for source in waited_for:
            targets[source].append(task_id)
    return Graph(
        tasks,
        {parent: tuple(inside) for parent, inside in children.items()},
        sources,
        {task_id: tuple(each) for task_id, each in targets.items()},
        _sort_topologically(sources, targets),
    )


def _siblings_waited_for(task: Task, tasks: Mapping[TaskId, Task]) -> tuple[TaskId, ...]:
    found = dict.fromkeys(dependency.source for dependency in task.depends_on)
    return tuple(
        source for source in found if source in tasks and tasks[source].parent == task.parent
    )


def _sort_topologically(
    sources: Edges, targets: Mapping[TaskId, list[TaskId]]
) -> tuple[TaskId, ...]:
    missing = {task_id: len(each) for task_id, each in sources.items()}
    order = [task_id for task_id, count in missing.items() if count == 0]
    for task_id in order:  # grows while we walk it
        for target in targets[task_id]:
            missing[target] -= 1
            if missing[target] == 0:
                order.append(target)
    return tuple(order)


def tasks_in_order(graph: Graph, parent: TaskId | None = None) -> list[TaskId]:
    """The tasks of one container (None: outside all), each after what it waits for."""
    return [task_id for task_id in graph.order if graph.tasks[task_id].parent == parent]


def ancestors(graph: Graph, task_id: TaskId) -> frozenset[TaskId]:
    """The siblings that end before the task can run."""
    found: set[TaskId] = set()
    waiting = list(graph.sources[task_id])
    while waiting:
        source = waiting.pop()
        if source not in found:
            found.add(source)
            waiting.extend(graph.sources[source])
    return frozenset(found)


def containers_around(graph: Graph, task_id: TaskId) -> tuple[TaskId, ...]:
    """
    From the innermost outwards, as far as `MOST_CONTAINERS`.

    Stops at an unknown parent, and where parents form a ring.
    """
    found: dict[TaskId, None] = {}
    parent = graph.tasks[task_id].parent
    while parent is not None and parent in graph.tasks and parent not in found:
        if len(found) == MOST_CONTAINERS:
            break
        found[parent] = None
        parent = graph.tasks[parent].parent
    return tuple(found)


def longest_chain(graph: Graph) -> list[TaskId]:
    """The most tasks that wait for each other in a row, first to last."""
    length: dict[TaskId, int] = {}
    before: dict[TaskId, TaskId | None] = {}
    for task_id in graph.order:
        longest = max(graph.sources[task_id], key=lambda each: length[each], default=None)
        before[task_id] = longest
        length[task_id] = 1 if longest is None else length[longest] + 1
    last = max(length, key=lambda each: length[each], default=None)
    chain: list[TaskId] = []
    while last is not None:
        chain.append(last)
        last = before[last]
    return chain[::-1]


def depth(graph: Graph) -> int:
    """Length of the longest chain."""
    return len(longest_chain(graph))


@dataclass(frozen=True, slots=True, eq=False)
class Upstream:
    """For every task what is upstream of it, as bit sets: 20,000 tasks need some 25 MB at worst."""

    place: Mapping[TaskId, int]
    before: Mapping[TaskId, int]

    def holds(self, source: TaskId, task_id: TaskId) -> bool:
        """Whether `source` ends before `task_id` can run; unknown on cycles, where it says yes."""
        place = self.place.get(source)
        if place is None or task_id not in self.before:
            return True
        return bool(self.before[task_id] >> place & 1)

    def share_ancestor(self, one: TaskId, other: TaskId) -> bool:
        """Whether a run can come to both from one task, which may be one of them."""
        return bool(self._up_to(one) & self._up_to(other))

    def _up_to(self, task_id: TaskId) -> int:
        return self.before[task_id] | 1 << self.place[task_id]


def upstream_sets(graph: Graph) -> Upstream:
    place = {task_id: i for i, task_id in enumerate(graph.order)}
    before: dict[TaskId, int] = {}
    for task_id in graph.order:
        bits = 0
        for source in graph.sources[task_id]:
            bits |= before[source] | 1 << place[source]
        before[task_id] = bits
    return Upstream(place, before)


def find_cycle(graph: Graph) -> list[TaskId] | None:
    """The first of `find_cycles`."""
    return next(iter(find_cycles(graph)), None)


def find_cycles(graph: Graph) -> list[list[TaskId]]:
    """
    One shortest cycle for each knot of tasks that wait for each other.

    Each is a path `[a, b, c, a]` on which every task is waited for by the next one; `a` comes first
    in the document.
    """
    ordered = set(graph.order)
    left = {task_id: None for task_id in graph.tasks if task_id not in ordered}
    return find_rings({t: tuple(x for x in graph.targets[t] if x in left) for t in left})


def find_rings(edges: Edges) -> list[list[TaskId]]:
    """As `find_cycles`, for any edges between the keys."""
    rings = []
    position = {each: i for i, each in enumerate(edges)}
    for knot in _knots(edges):
        start = min(knot, key=lambda each: position[each])
        if len(knot) > 1 or start in edges[start]:
            rings.append(_shortest_ring(edges, knot, start))
    return sorted(rings, key=lambda ring: position[ring[0]])


def _shortest_ring(edges: Edges, knot: frozenset[TaskId], start: TaskId) -> list[TaskId]:
    came_from: dict[TaskId, TaskId] = {}
    waiting = deque([start])
    while start not in came_from:
        here = waiting.popleft()
        for target in edges[here]:
            if target in knot and target not in came_from:
                came_from[target] = here
                waiting.append(target)
    ring = [start, came_from[start]]
    while ring[-1] != start:
        ring.append(came_from[ring[-1]])
    return ring[::-1]


def _knots(edges: Edges) -> Iterable[frozenset[TaskId]]:
    """Strongly connected components, by Kosaraju's two walks."""
    reverse: dict[TaskId, list[TaskId]] = {each: [] for each in edges}
    for source, targets in edges.items():
        for target in targets:
            reverse[target].append(source)
    taken: set[TaskId] = set()
    for start in reversed(_finishing_order(edges)):
        if start in taken:
            continue
        knot = [start]
        taken.add(start)
        for each in knot:  # grows while we walk it
            fresh = [source for source in reverse[each] if source not in taken]
            taken.update(fresh)
            knot.extend(dict.fromkeys(fresh))
        yield frozenset(knot)


def _finishing_order(edges: Edges) -> list[TaskId]:
    finished: list[TaskId] = []
    seen: set[TaskId] = set()
    for start in edges:
        if start in seen:
            continue
        seen.add(start)
        walk = [(start, iter(edges[start]))]
        while walk:
            here, targets = walk[-1]
            target = next((each for each in targets if each not in seen), None)
            if target is None:
                finished.append(here)
                walk.pop()
            else:
                seen.add(target)
                walk.append((target, iter(edges[target])))
    return finished
