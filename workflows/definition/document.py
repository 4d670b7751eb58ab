"""
The workflow document as typed values; docs/workflow-document.md tells what each field means.

Ids are unique in a document and never change. Durations are seconds, money is US dollars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from workflows.definition.json_types import JsonObject, JsonValue, TaskId

SCHEMA = 1
FAILED = "failed"

Join = Literal["all", "any", "always"]
Backoff = Literal["fixed", "exponential"]
FailurePolicy = Literal["fail", "continue", "output", "agent"]
WhenFull = Literal["queue", "skip", "cancel_older"]
OnFailure = Literal["stop", "finish"]


@dataclass(frozen=True, slots=True)
class Dependency:
    """What a task waits for; without an outcome: that the source ended well."""

    source: TaskId
    outcome: str | None = None

    @classmethod
    def from_text(cls, text: str) -> Dependency:
        """Read `label` or `check.enough`."""
        source, dot, outcome = text.partition(".")
        return cls(source, outcome if dot else None)

    def __str__(self) -> str:
        return self.source if self.outcome is None else f"{self.source}.{self.outcome}"


@dataclass(frozen=True, slots=True)
class RetryRule:
    """`max_attempts` counts the first one too: 1 means no retry."""

    max_attempts: int = 1
    backoff: Backoff = "exponential"
    initial_delay_s: float = 1.0
    max_delay_s: float = 60.0
    jitter: bool = True


@dataclass(frozen=True, slots=True)
class OnError:
    """What a failure of the task means; `output` and `agent` belong to the policies so named."""

    policy: FailurePolicy = "fail"
    output: JsonValue = None
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Concurrency:
    """How many executions of the workflow run at once, and what happens to the next one."""

    limit: int
    when_full: WhenFull = "queue"
    max_queued: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Of a whole execution; None: the installation's default, or no bound."""

    timeout_s: float | None = None
    max_parallel: int | None = None
    on_failure: OnFailure = "stop"
    concurrency: Concurrency | None = None
    budget_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """
    Args:
        parent: the container it stands in.
        priority: 0 is first, 100 is last.
        type: the author's free label, for filters and statistics.
        settings: the fields of its kind, exactly as written.
    """

    id: TaskId
    name: str
    kind: str
    parent: TaskId | None = None
    depends_on: tuple[Dependency, ...] = ()
    join: Join = "all"
    when: str | None = None
    timeout_s: float | None = None
    retry: RetryRule = RetryRule()
    on_error: OnError = OnError()
    priority: int = 50
    cache_ttl_s: float | None = None
    disabled: bool = False
    type: str | None = None
    input_schema: JsonObject | None = None
    output_schema: JsonObject | None = None
    settings: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """`raw` is what was read, unknown keys included; the other fields are its meaning."""

    schema: int
    name: str
    description: str
    tags: tuple[str, ...]
    inputs: JsonObject
    settings: Settings
    tasks: Mapping[TaskId, Task]
    outputs: JsonObject
    raw: JsonObject
