"""`wait`: lets time pass, without holding a worker."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from workflows.engine.attempts import Held
from workflows.engine.work import Failed, Result, Succeeded, WaitUntil

LONGEST_S = 366 * 86_400.0


def run(held: Held) -> Result:
    settings = held.work.planned.task.settings
    if settings.get("until") is not None:
        seconds = _seconds_until(held.render(settings["until"]))
    else:
        seconds = _seconds(held.render(settings.get("duration_s")))
    if seconds is None:
        return Failed("bad_wait", "`until` must be a time like 2030-01-31T12:00:00Z.")
    if seconds > LONGEST_S:
        return Failed("bad_wait", "A wait may last a year at most.")
    return WaitUntil(seconds) if seconds > 0 else Succeeded({"waited": False})


def _seconds_until(value: object) -> float | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return (moment - timezone.now()).total_seconds()


def _seconds(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None
