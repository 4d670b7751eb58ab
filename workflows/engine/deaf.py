"""Telling people of a thread that hangs: its task was fenced off, and it does not come back."""

from __future__ import annotations

from contextlib import suppress

import structlog

from workflows.engine.aftermath import follow_up
from workflows.engine.attempts import Held
from workflows.engine.journal.transition import transition
from workflows.engine.slots import Slots
from workflows.errors import NotFound
from workflows.models import EventSeverity

log = structlog.get_logger(__name__)
MESSAGE = (
    "It did not end when it was told to, and keeps a thread of its worker. Functions have to look "
    "at `is_stopping`, or run in a process of their own."
)


def tell_deaf(held: Held, slots: Slots) -> None:
    """In the process's log, in the attempt's, and in the execution's unless that has ended."""
    work = held.work
    function = work.planned.task.settings.get("function")
    log.error(
        "deaf thread",
        severity="alert",
        execution=work.execution.public_id,
        task=work.subject,
        function=function,
        deaf=slots.deaf,
        usable_slots=slots.usable,
    )
    held.log.write(MESSAGE, "error")
    held.log.flush()
    with suppress(NotFound):
        _alert(held, function)


def _alert(held: Held, function: object) -> None:
    work = held.work
    with transition(work.execution.id) as t:
        if not t.is_final:
            data = {"code": "deaf", "message": MESSAGE, "function": function}
            t.emit("alert", work.subject, data, EventSeverity.ERROR)
    follow_up(work.execution, t.effects)
