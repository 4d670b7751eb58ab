"""What a worker holds while it works on a task run, and what it may hand back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.planning.plan import Plan, PlannedTask


@dataclass(frozen=True, slots=True)
class ExecutionFacts:
    """What never changes while an execution runs."""

    id: int
    public_id: str
    team_id: int
    workflow_id: int | None
    version_id: int
    retry_of: int | None
    depth: int
    started_by: int | None
    draft_run: bool


@dataclass(frozen=True, slots=True)
class Work:
    """One claimed attempt; `epoch` fences it."""

    execution: ExecutionFacts
    plan: Plan
    position: int
    run: int
    index_path: str
    frame: int | None
    epoch: int
    attempt: int
    lost: int
    flags: int

    @property
    def planned(self) -> PlannedTask:
        return self.plan.tasks[self.position]

    @property
    def subject(self) -> str:
        return subject_of(self.planned.id, self.index_path)

    @property
    def tries(self) -> int:
        """Attempts that count against the retry rule: those whose worker vanished do not."""
        return self.attempt - self.lost


def subject_of(task: str, index_path: str) -> str:
    """`label_one[3.0]`, as events and logs name a task run."""
    return f"{task}[{index_path}]" if index_path else task


@dataclass(frozen=True, slots=True)
class Usage:
    """What an attempt used; None: not measured."""

    cpu_s: float | None = None
    peak_memory_bytes: int | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cost_microusd: int = 0
    model: str = ""
    agent_revision: int | None = None
    explanation: str = ""


NOTHING_USED = Usage()


@dataclass(frozen=True, slots=True)
class Succeeded:
    output: JsonValue
    outcome: str = ""
    flags: int = 0
    usage: Usage = NOTHING_USED
    input: JsonValue = None
    messages: Sequence[JsonObject] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    code: str
    message: str
    transient: bool = False
    retry_after_s: float | None = None
    usage: Usage = NOTHING_USED
    input: JsonValue = None
    messages: Sequence[JsonObject] = ()


@dataclass(frozen=True, slots=True)
class Stopped:
    """The attempt ended because it was told to."""

    partial: JsonValue = None
    usage: Usage = NOTHING_USED
    messages: Sequence[JsonObject] = ()


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Succeed once this many seconds have passed; holds no worker."""

    seconds: float


@dataclass(frozen=True, slots=True)
class AskPeople:
    """Wait for people's answers; holds no worker."""

    message: str
    assignees: Sequence[str]
    needed: int
    self_approval: bool
    deadline_s: float | None
    remind_every_s: float | None
    form: JsonObject | None


@dataclass(frozen=True, slots=True)
class RunItems:
    """Run the container's children once per item."""

    items: Sequence[JsonValue]


@dataclass(frozen=True, slots=True)
class RunTurns:
    """Run the container's children until its condition holds."""


@dataclass(frozen=True, slots=True)
class RunWorkflow:
    """Wait for an execution of this version."""

    version_id: int
    workflow_id: int | None
    inputs: JsonObject = field(default_factory=dict)


Result = Succeeded | Failed | Stopped | WaitUntil | AskPeople | RunItems | RunTurns | RunWorkflow
