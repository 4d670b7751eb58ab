"""
Named places where a process may die: between a change and what follows it.

In operation a crash point does nothing. A fault test sets `ORCHESTRATOR_CRASH_AT=name` (or `name:3`
for the third passage) and the process ends there at once, as by kill -9.
"""

from __future__ import annotations

import os

VARIABLE = "ORCHESTRATOR_CRASH_AT"

_wanted, _, _count = os.environ.get(VARIABLE, "").partition(":")
_left = int(_count or 1)

NAMES = (
    "start.before_commit",
    "start.after_commit",
    "transition.before_commit",
    "transition.after_commit",
    "claim.before_work",
    "work.before_finish",
    "finish.before_effects",
    "bell.before_ring",
    "child.before_parent_told",
    "sweep.before_commit",
    "payload.after_file",
    "ticker.before_wake",
)


def crashpoint(name: str) -> None:
    """Die here if the environment says so."""
    global _left
    if name != _wanted:
        return
    _left -= 1
    if _left <= 0:
        os._exit(137)
