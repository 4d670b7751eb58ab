"""
What any layer may register for: work that the engine's ticker does now and then, and the news that
somebody's rights, or the pins of a workflow, have changed.

Periodic work names its function and interval; one process at a time runs what is due. A function
that fails is logged and asked again at its next turn.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Periodic:
    name: str
    interval_s: float
    function: Callable[[], object]
    due_at: float = 0.0


_periodic: dict[str, Periodic] = {}


def register_periodic(name: str, interval_s: float, function: Callable[[], object]) -> None:
    """Have a function called about every `interval_s` seconds; a name registers once."""
    _periodic[name] = Periodic(name, interval_s, function)


def run_periodic() -> None:
    """Call what is due."""
    now = time.monotonic()
    for each in list(_periodic.values()):
        if now < each.due_at:
            continue
        each.due_at = now + each.interval_s
        try:
            each.function()
        except Exception:  # one failing registration must not stop the others
            log.exception("periodic work failed", name=each.name)


_on_access_changed: list[Callable[[], object]] = []


def on_access_changed(listener: Callable[[], object]) -> None:
    """Have a function called after each commit by which somebody may have lost a right."""
    if listener not in _on_access_changed:
        _on_access_changed.append(listener)


def access_changed() -> None:
    """Tell listeners, once the open transaction is committed, that open sockets must be checked."""
    for listener in _on_access_changed:
        transaction.on_commit(listener, robust=True)


_on_pins_changed: list[Callable[[int], object]] = []


def on_pins_changed(listener: Callable[[int], object]) -> None:
    """Have a function called with a workflow's key after each commit that changed its pins."""
    if listener not in _on_pins_changed:
        _on_pins_changed.append(listener)


def pins_changed(workflow_key: int) -> None:
    """Tell listeners, once the open transaction is committed, that pins are to be read again."""
    for listener in _on_pins_changed:
        transaction.on_commit(partial(listener, workflow_key), robust=True)
