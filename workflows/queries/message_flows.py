"""Between which agents messages go: whose answer stands in whose question, and what it came by."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce

from workflows.access import Capability, execution_for
from workflows.definition.expressions import Reference
from workflows.engine.needs import TEMPLATE_FIELDS, needs_of_value
from workflows.engine.plans import plan_of
from workflows.models import CONTAINER_KINDS, Attempt, AttemptState, Execution, User
from workflows.planning.plan import Plan

AGENT = "agent"
# Documents of thousands of agents that all read each other are not drawn whole.
MOST_FLOWS = 5_000
MOST_STEPS = 200_000
# Between any two agents there may be a long chain of tasks, which is told once for each two.
MOST_NAMES = 50_000


@dataclass(frozen=True, slots=True)
class Flow:
    """`target` was asked with what `source` answered; `through` names the tasks between them."""

    source: str
    target: str
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flows:
    items: tuple[Flow, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Talker:
    """A task of an agent, with what all its attempts used."""

    task: str
    agent: str | None = None
    model: str = ""
    runs: int = 0
    attempts: int = 0
    failed: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_microusd: int = 0
    duration_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Talk:
    tasks: tuple[Talker, ...]
    flows: tuple[Flow, ...]
    is_cut: bool


def talk_of(user: User, execution_id: UUID) -> Talk:
    """
    Raises:
        NotFound: there is no such execution that the person may see.
    """
    execution = execution_for(user, execution_id, Capability.VIEW)
    plan = plan_of(execution.version_id, execution.only)
    used = {talker.task: talker for talker in _talkers(execution)}
    agents = [task.id for task in plan.tasks if task.kind == AGENT]
    flows = flows_of(plan)
    return Talk(tuple(used.get(id_) or Talker(id_) for id_ in agents), flows.items, flows.is_cut)


def _talkers(execution: Execution) -> Iterator[Talker]:
    rows = (
        Attempt.objects.filter(task_run__execution=execution, task_run__kind=AGENT)
        .values("task_run__task")
        .annotate(
            agent=Max("agent_revision__agent__slug"),
            used_model=Max("model"),
            runs=Count("task_run", distinct=True),
            attempts=Count("pk"),
            failed=Count("pk", filter=Q(state=AttemptState.FAILED)),
            given=Sum("input_tokens"),
            written=Sum("output_tokens"),
            cost=Sum("cost_microusd"),
            took=Sum(F("ended_at") - Coalesce("started_at", "ended_at")),
        )
        .order_by("task_run__task")
    )
    for row in rows:
        yield Talker(
            task=row["task_run__task"],
            agent=row["agent"],
            model=row["used_model"],
            runs=row["runs"],
            attempts=row["attempts"],
            failed=row["failed"],
            input_tokens=row["given"],
            output_tokens=row["written"],
            cost_microusd=row["cost"],
            duration_s=row["took"].total_seconds(),
        )


# Weakly, so that knowing this keeps no plan in memory.
_known: WeakKeyDictionary[Plan, Flows] = WeakKeyDictionary()


def flows_of(plan: Plan) -> Flows:
    """All flows between agents of a plan, or the first of very many."""
    known = _known.get(plan)
    if known is None:
        known = _known[plan] = _find(plan)
    return known


class Place(NamedTuple):
    """What a task gives; or, of a container, what those inside get from it."""

    position: int
    is_inside: bool = False


def _find(plan: Plan) -> Flows:
    sources = _Sources(plan)
    found: list[Flow] = []
    steps = names = 0
    for target in plan.tasks:
        if target.kind != AGENT:
            continue
        first = Place(target.position, is_inside=True)
        came: dict[Place, tuple[str, ...]] = {first: ()}
        waiting = deque([first])
        while waiting:
            place = waiting.popleft()
            for source in sources.of(place):
                steps += 1
                if steps > MOST_STEPS or len(found) >= MOST_FLOWS or names > MOST_NAMES:
                    return Flows(tuple(found), is_cut=True)
                if source in came:
                    continue
                task = plan.tasks[source.position]
                if task.kind == AGENT:
                    came[source] = ()
                    found.append(Flow(task.id, target.id, came[place]))
                    names += len(came[place])
                    continue
                came[source] = _behind(task.id, came[place])
                waiting.append(source)
    return Flows(tuple(found), is_cut=False)


def _behind(task: str, through: tuple[str, ...]) -> tuple[str, ...]:
    """A container is passed once, though its list and its result are two places."""
    return through if through[:1] == (task,) else (task, *through)


class _Sources:
    """What each place is made of, read off the templates once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._known: dict[Place, tuple[Place, ...]] = {}

    def of(self, place: Place) -> tuple[Place, ...]:
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = tuple(self._look(place))
        return known

    def _look(self, place: Place) -> Iterator[Place]:
        task = self._plan.tasks[place.position]
        if task.kind not in CONTAINER_KINDS or place.is_inside:
            settings = task.task.settings
            fields = {name: settings.get(name) for name in TEMPLATE_FIELDS.get(task.kind, ())}
            yield from self._read(needs_of_value(fields), place.position, task.parent)
        elif (result := task.task.settings.get("result")) is not None:
            yield from self._read(needs_of_value(result), place.position, place.position)
        else:
            yield from map(Place, self._plan.sinks(place.position))

    def _read(self, references: Iterable[Reference], own: int, around: int) -> Iterator[Place]:
        for reference in references:
            match reference.root, reference.path:
                case "tasks", (str(task), *rest) if rest[:1] in ([], ["output"]):
                    position = self._plan.position_of.get(task)
                    if position is not None and position != own:
                        yield Place(position)
                case "item", _:
                    yield from self._around(around, "map", is_inside=True)
                case "previous", _:
                    yield from self._around(around, "loop", is_inside=False)

    def _around(self, position: int, kind: str, *, is_inside: bool) -> Iterator[Place]:
        while position >= 0:
            task = self._plan.tasks[position]
            if task.kind == kind:
                yield Place(position, is_inside)
                return
            position = task.parent
