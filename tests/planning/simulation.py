"""The rules of planning played through in memory: tasks end by chance, joins decide the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from workflows.planning.joins import End, Ending, Step, decide_join
from workflows.planning.plan import Plan, PlannedTask

OUTCOMES = {"branch": ("one", "two", ""), "approval": ("approved", "rejected", "expired")}
SKIPPED = End(Ending.SKIPPED)


@dataclass(slots=True)
class Simulation:
    """
    Args:
        chance: by task id, how the task's work ends; the same for any order of working.
        order: picks which of the ready tasks ends next.
        seen: for each task that ran, which others had ended when it began.
    """

    plan: Plan
    chance: Callable[[str], Random]
    order: Random
    ends: dict[int, End] = field(default_factory=dict)
    ready: list[int] = field(default_factory=list)
    seen: dict[int, frozenset[int]] = field(default_factory=dict)
    stopping: bool = False

    def run(self) -> Simulation:
        for position in self.plan.sources(-1):
            self._decide(position)
        while self.ready:
            position = self.ready.pop(self.order.randrange(len(self.ready)))
            self._end(position, self._work(self.plan.tasks[position]))
        return self

    def _decide(self, position: int) -> None:
        planned = self.plan.tasks[position]
        if position in self.ends or position in self.seen:
            return
        decision = decide_join(self.plan, planned, self.ends)
        if decision.step is Step.WAIT:
            return
        stopped = self.stopping and planned.task.join != "always"
        off = planned.task.disabled or planned.task.when not in (None, "true")
        if decision.step is Step.SKIP or off or stopped:
            self._end(position, SKIPPED)
            return
        self.seen[position] = frozenset(self.ends)
        self.ready.append(position)

    def _work(self, planned: PlannedTask) -> End:
        random = self.chance(planned.id)
        if random.random() < 0.3:
            policy = planned.task.on_error.policy
            endings = {"continue": Ending.CONTINUED, "output": Ending.SUCCEEDED}
            return End(endings.get(policy, Ending.FAILED))
        return End(Ending.SUCCEEDED, random.choice(OUTCOMES.get(planned.kind, ("",))))

    def _end(self, position: int, end: End) -> None:
        assert position not in self.ends, "a task ends once"
        self.ends[position] = end
        planned = self.plan.tasks[position]
        unhandled = end.ending is Ending.FAILED and not planned.failure_handled
        if unhandled and self.plan.document.settings.on_failure == "stop":
            self._stop()
        for successor in planned.successors:
            self._decide(successor)

    def _stop(self) -> None:
        """What has not begun is skipped, but for what joins always."""
        self.stopping = True
        for position in self.plan.roots():
            begun = position in self.ends or position in self.seen
            if not begun and self.plan.tasks[position].task.join != "always":
                self.ends[position] = SKIPPED
        for position in self.plan.roots():
            self._decide(position)
