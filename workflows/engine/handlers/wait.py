"""`wait`: lets time pass, without holding a worker."""

from __future__ import annotations

import json
from datetime import datetime
from math import isnan

from django.utils import timezone

from workflows.definition.json_types import JsonValue
from workflows.engine.attempts import Held
from workflows.engine.work import Failed, Result, Succeeded, WaitUntil

LONGEST_S = 366 * 86_400.0
MOST_SHOWN = 80


def run(held: Held) -> Result:
    settings = held.work.planned.task.settings
    is_time = settings.get("until") is not None
    value = held.render(settings["until"] if is_time else settings.get("duration_s"))
    seconds = _seconds_until(value) if is_time else _seconds(value)
    if seconds is None:
        return Failed("bad_wait", _misread(value, is_time))
    if seconds > LONGEST_S:
        return Failed("bad_wait", "A wait may last a year at most.")
    return WaitUntil(seconds) if seconds > 0 else Succeeded({"waited": False})


def _misread(value: JsonValue, is_time: bool) -> str:
    """Which field was read, and what it gave."""
    gave = json.dumps(value, ensure_ascii=False)
    shown = gave if len(gave) <= MOST_SHOWN else f"{gave[:MOST_SHOWN]}…"
    if is_time:
        return f"`until` must be a time like 2030-01-31T12:00:00Z; it gave {shown}."
    return f"`duration_s` must be a number of seconds; it gave {shown}."


def _seconds_until(value: JsonValue) -> float | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return (moment - timezone.now()).total_seconds()


def _seconds(value: JsonValue) -> float | None:
    try:
        seconds = float(str(value))
    except ValueError:
        return None
    return None if isnan(seconds) else seconds
