"""`transform`: gives what its value renders to."""

from __future__ import annotations

from workflows.engine.attempts import Held
from workflows.engine.work import Result, Succeeded


def run(held: Held) -> Result:
    return Succeeded(held.render(held.work.planned.task.settings.get("value")))
