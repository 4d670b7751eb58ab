"""One attempt while it is being worked on in this process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from workflows.conf import config
from workflows.definition.expressions import render
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine.conversations import Conversation
from workflows.engine.logs import AttemptLog
from workflows.engine.needs import needs_to_run
from workflows.engine.parts import Parts
from workflows.engine.scopes import build_scope
from workflows.engine.work import Work


@dataclass(slots=True, eq=False)
class Held:
    """
    A claimed attempt and how it may be stopped.

    Args:
        deadline: on the monotonic clock; None while no time-out is known.
        conversation: what was said with a model; kept however the attempt ends.
        stop: what ends it beyond setting the flag (cancelling a coroutine).
    """

    work: Work
    log: AttemptLog
    parts: Parts
    deadline: float | None = None
    conversation: Conversation = field(default_factory=Conversation)
    stop: Callable[[], None] | None = None
    stopped_at: float | None = None
    abandoned: bool = False
    stopping: threading.Event = field(default_factory=threading.Event)

    def tell_to_stop(self) -> None:
        """Ask the attempt to end; asking twice is asking once."""
        if self.stopping.is_set():
            return
        self.stopped_at = self.parts.monotonic_s()
        self.stopping.set()
        if self.stop is not None:
            self.stop()

    def scope(self) -> JsonObject:
        """The values that the task's own templates refer to."""
        work = self.work
        needs = needs_to_run(work.planned)
        return build_scope(work.execution, work.plan, needs, work.index_path, work.frame)

    def render(self, value: JsonValue) -> JsonValue:
        """
        Fill in the templates of one of the task's fields.

        Raises:
            ExpressionError: one cannot be evaluated.
        """
        return render(value, self.scope(), limits=config().limits)

    def timeout_s(self, default_s: float) -> float:
        return min(self.work.planned.task.timeout_s or default_s, config().limits.max_timeout_s)
