"""A real worker in the test's process, whose bells are method calls, and a person to use it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.engine.invariants import check_execution, subject
from workflows.conf import WorkflowsConfig
from workflows.engine import wakeups
from workflows.engine.outputs import execution_outputs, task_output
from workflows.engine.parts import Parts
from workflows.engine.runtime import WorkerRuntime
from workflows.models import Agent, Execution, Membership, Role, TaskRun, Team, User, Workflow
from workflows.services.agents import change_agent, create_agent
from workflows.services.executions import start_document, start_execution
from workflows.services.publishing import publish
from workflows.services.waiting import wait_for
from workflows.services.workflows import create_workflow

PATIENCE_S = 60.0
SCALED: dict[str, Any] = {
    "lease_s": 1.0,
    "heartbeat_s": 0.2,
    "sweep_s": 0.2,
    "poll_s": 0.1,
    "turn_s": 0.2,
    "cancel_grace_s": 0.5,
    "slots": 4,
    "feed_ms": 10,
}


def scaled_config(base: WorkflowsConfig, **changes: Any) -> WorkflowsConfig:
    """The configuration with every interval short; `changes` are of the engine's section."""
    engine = base.engine.model_copy(update=SCALED | changes)
    return base.model_copy(update={"engine": engine})


def wait_until(condition: Callable[[], Any], what: str, patience_s: float = PATIENCE_S) -> None:
    """
    Raises:
        TimeoutError: the condition did not hold in time.
    """
    deadline = time.monotonic() + patience_s
    look_again = threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {patience_s:g} s for {what}")
        look_again.wait(0.005)


@contextmanager
def running_worker(
    *,
    name: str = "test",
    embedded: bool = True,
    parts: Parts | None = None,
    on_worn_out: Callable[[], None] | None = None,
) -> Iterator[WorkerRuntime]:
    """A started worker; one that is not embedded hears bells as from a broker."""
    runtime = WorkerRuntime(name, embedded, parts, on_worn_out)
    ring = wakeups.ring

    def ring_here(ready: int) -> None:
        runtime.wake_slots()

    if not embedded:
        wakeups.ring = ring_here
    try:
        runtime.start()
        yield runtime
    finally:
        if not runtime.is_stopping:
            runtime.stop(0)
        wakeups.ring = ring


def vanish(runtime: WorkerRuntime) -> None:
    """Let a worker fall silent as if its process had been killed: leases are left to expire."""
    for held in list(runtime.held.values()):
        held.abandoned = True
    runtime.held.clear()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a team, who starts executions and looks at them."""

    user: User
    team: Team

    @classmethod
    def make(cls, name: str = "ada", team: Team | None = None, role: str = Role.OWNER) -> Person:
        user = User.objects.create_user(name)
        team = team or Team.objects.create(name=f"Team {name}", slug=f"team-{name}")
        Membership.objects.create(team=team, user=user, role=role)
        return cls(user, team)

    def start(self, document: Mapping[str, Any], **inputs: Any) -> Execution:
        return start_document(
            user=self.user, team_id=self.team.public_id, document=dict(document), inputs=inputs
        )

    def run(self, document: Mapping[str, Any], **inputs: Any) -> Execution:
        """Start a document, wait for its end, and check what holds of every execution."""
        return ended(self.start(document, **inputs))

    def publish(self, document: Mapping[str, Any]) -> Workflow:
        """A new workflow with this document as its first version."""
        workflow = create_workflow(
            user=self.user, team_id=self.team.public_id, document=dict(document)
        )
        publish(user=self.user, workflow_id=workflow.public_id)
        return workflow

    def agent(self, slug: str, capabilities: Sequence[Any] = (), **script: Any) -> Agent:
        """An agent that answers by a script."""
        return create_agent(
            user=self.user, team_id=self.team.public_id, name=slug, slug=slug,
            capabilities=capabilities, settings={"model": "scripted:test", "script": script},
        )  # fmt: skip

    def change(self, agent: Agent, **script: Any) -> Agent:
        """Give an agent another script."""
        settings = agent.settings | {"script": script}
        return change_agent(
            user=self.user, agent_id=agent.public_id, changes={"settings": settings}
        )

    def start_workflow(self, workflow: Workflow, **options: Any) -> Execution:
        return start_execution(user=self.user, workflow_id=workflow.public_id, **options)


def ended(execution: Execution, timeout_s: float = PATIENCE_S) -> Execution:
    """Wait for the end and check the invariants."""
    execution = wait_for(execution, timeout_s=timeout_s)
    check_execution(execution)
    return execution


def states(execution: Execution) -> dict[str, str]:
    """State of each task run, by task and index path."""
    runs = TaskRun.objects.filter(execution=execution)
    return {subject(run): run.get_state_display() for run in runs}


def run_of(execution: Execution, name: str) -> TaskRun:
    task, _, path = name.rstrip("]").partition("[")
    return TaskRun.objects.get(execution=execution, task=task, index_path=path)


def output_of(execution: Execution, name: str) -> Any:
    return task_output(run_of(execution, name))


def outputs(execution: Execution) -> Any:
    return execution_outputs(execution)


def state(execution: Execution) -> str:
    execution.refresh_from_db()
    return execution.get_state_display()


def events(execution: Execution, name: str = "") -> list[str]:
    """Subjects of the events of one name, or all names, in order."""
    log = execution.event_log.order_by("number")
    if name:
        return list(log.filter(name=name).values_list("subject", flat=True))
    return list(log.values_list("name", flat=True))


def wait_for_state(execution: Execution, wanted: str, task: str = "") -> None:
    """Wait until the execution, or one of its task runs, is in this state."""

    def holds() -> bool:
        if task:
            return states(execution).get(task) == wanted
        return state(execution) == wanted

    wait_until(holds, f"{task or 'the execution'} to be {wanted}")
