"""
Every error this project raises on purpose.

OrchestratorError
├── InvalidInput               what was sent is wrong; .problems says where
│   ├── DocumentInvalid        the workflow document has problems that gate
│   ├── InputsInvalid          an execution's inputs do not fit the workflow's schema
│   └── ExpressionError        a template or condition cannot be parsed or evaluated
├── AccessDenied               .capability: what the person lacked
├── NotFound                   unknown, or in a team that the caller cannot see
├── Conflict                   the request was right, the state is not
│   ├── DraftChanged           someone saved in between; .revision: the newest
│   ├── StaleTransition        someone else moved the task run first; safe to drop
│   ├── NothingPublished       the workflow has only a draft
│   ├── IllegalMove            the execution cannot do that in its state
│   ├── IdempotencyMismatch    the same key came with another body
│   └── TooManyExecutions      the workflow's concurrency rule refuses another one
├── LimitExceeded              .limit, .maximum: which bound was crossed
│   └── QueueFull              too many task runs wait
├── ConfigurationError         a setting is wrong; names its key
├── NotReady                   nothing is set up, or no worker lives
├── WaitTimeout                the execution did not end in time; it goes on
└── TaskFailure                a task's attempt failed; .code, .transient decide what follows
    ├── TransientError         worth another try; .retry_after_s: float | None
    │   ├── ProviderBusy       rate limit, overload, connection lost
    │   └── AttemptTimeout     the attempt took longer than its time-out
    └── PermanentError         another try will not help
        ├── ProviderRefused    wrong key, wrong model, refused request
        ├── OutputInvalid      the output does not fit the task's schema
        │   ├── OutputNotKept  the disk would not take it
        │   └── OutputLost     the disk no longer has it
        └── EgressDenied       the address may not be called from here
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing that is wrong with a document or a request.

    Args:
        code: stable, `area.detail`, listed in docs/problems.md.
        path: JSON pointer (RFC 6901) of the value that is wrong; "" is the whole.
        message: one sentence for people.
        task: id of the task it belongs to, where there is one.
        fix: what to do, where one answer is likely.
    """

    code: str
    message: str
    path: str = ""
    task: str | None = None
    severity: Severity = "error"
    fix: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.message,
            "path": self.path,
            "task": self.task,
            "severity": self.severity,
            "fix": self.fix,
        }


class OrchestratorError(Exception):
    """The root; `code` is stable and part of the API."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])

    @property
    def message(self) -> str:
        return str(self.args[0])


class InvalidInput(OrchestratorError):
    """What was sent is wrong."""

    code = "invalid_input"

    def __init__(self, message: str = "", problems: Sequence[Problem] = ()) -> None:
        super().__init__(message or (problems[0].message if problems else ""))
        self.problems = tuple(problems)


class DocumentInvalid(InvalidInput):
    """The workflow document has problems that must be fixed first."""

    code = "document_invalid"


class InputsInvalid(InvalidInput):
    """The inputs do not fit the workflow's schema."""

    code = "inputs_invalid"


class ExpressionError(InvalidInput):
    """A template or condition cannot be parsed or evaluated."""

    code = "expression"


class AccessDenied(OrchestratorError):
    """Your role does not allow this."""

    code = "access_denied"

    def __init__(self, capability: str = "", message: str = "") -> None:
        super().__init__(message or f"Your role does not allow this: {capability or 'unknown'}.")
        self.capability = capability


class NotFound(OrchestratorError):
    """There is nothing here that you may see."""

    code = "not_found"


class Conflict(OrchestratorError):
    """The request was right, but the state does not allow it."""

    code = "conflict"


class DraftChanged(Conflict):
    """The draft was changed since you read it."""

    code = "draft_changed"

    def __init__(self, revision: int, message: str = "") -> None:
        super().__init__(message)
        self.revision = revision


class StaleTransition(Conflict):
    """Someone else moved the task run first."""

    code = "stale_transition"


class NothingPublished(Conflict):
    """The workflow has no published version; publish the draft or start it as a draft run."""

    code = "nothing_published"


class IllegalMove(Conflict):
    """The execution cannot do that in its present state."""

    code = "illegal_move"


class IdempotencyMismatch(Conflict):
    """This Idempotency-Key was used with another request."""

    code = "idempotency_mismatch"


class TooManyExecutions(Conflict):
    """The workflow's concurrency rule refuses another execution now."""

    code = "too_many_executions"


class LimitExceeded(OrchestratorError):
    """A limit was crossed."""

    code = "limit_exceeded"

    def __init__(self, limit: str, maximum: float, message: str = "") -> None:
        super().__init__(message or f"Over the limit {limit} of {maximum:g}.")
        self.limit = limit
        self.maximum = maximum


class QueueFull(LimitExceeded):
    """Too many task runs wait already; try again later."""

    code = "queue_full"


class ConfigurationError(OrchestratorError):
    """A setting is wrong."""

    code = "configuration"


class NotReady(OrchestratorError):
    """Nothing is set up here, or no worker is alive."""

    code = "not_ready"


class WaitTimeout(OrchestratorError):
    """The execution did not end in time; it goes on."""

    code = "wait_timeout"


class TaskFailure(OrchestratorError):
    """A task's attempt failed."""

    code = "task_failed"
    transient: ClassVar[bool] = False

    def __init__(self, message: str = "", *, code: str | None = None) -> None:
        super().__init__(message)
        self.failure_code = code or self.code


class TransientError(TaskFailure):
    """A failure that another try may cure."""

    code = "transient"
    transient = True

    def __init__(
        self, message: str = "", *, code: str | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.retry_after_s = retry_after_s


class ProviderBusy(TransientError):
    """The model's service is busy or out of reach."""

    code = "provider_busy"


class AttemptTimeout(TransientError):
    """The attempt took longer than its time-out."""

    code = "timeout"


class PermanentError(TaskFailure):
    """A failure that another try will not cure."""

    code = "permanent"


class ProviderRefused(PermanentError):
    """The model's service refused the request."""

    code = "provider_refused"


class OutputInvalid(PermanentError):
    """The output does not fit the task's schema."""

    code = "output_invalid"


class OutputNotKept(OutputInvalid):
    """The disk is full, or would not confirm that it has the output."""

    code = "storage"


class OutputLost(OutputInvalid):
    """An output that was stored is gone."""

    code = "output_lost"


class EgressDenied(PermanentError):
    """This address may not be called from here."""

    code = "egress_denied"
