"""`loop`: runs its children turn by turn until its condition holds."""

from __future__ import annotations

from workflows.engine.attempts import Held
from workflows.engine.work import Result, RunTurns


def run(held: Held) -> Result:
    return RunTurns()
