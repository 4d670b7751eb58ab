"""Following an execution's events as they are written, without a gap."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime

from asgiref.sync import sync_to_async

from workflows.definition.json_types import JsonObject
from workflows.engine.endings import watch_end
from workflows.models import Event, EventSeverity, Execution
from workflows.services.waiting import has_ended

LOOK_S = 0.1
BATCH = 500


@dataclass(frozen=True, slots=True)
class Happened:
    """One event; `number` counts from 1 without gaps, `subject` names a task run."""

    number: int
    name: str
    severity: str
    subject: str
    at: datetime
    data: JsonObject


def follow_events(execution: Execution, *, after: int = 0) -> Iterator[Happened]:
    """Every event after a number, in order, until the last one of an ended execution."""
    with watch_end(execution.pk) as ended:
        while True:
            is_over = has_ended(execution.pk)
            for event in _read(execution.pk, after):
                after = event.number
                yield event
            if is_over and not _read(execution.pk, after):
                return
            if not is_over:
                ended.wait(LOOK_S)


async def afollow_events(execution: Execution, *, after: int = 0) -> AsyncIterator[Happened]:
    """The same for coroutines."""
    look = sync_to_async(has_ended, thread_sensitive=False)
    read = sync_to_async(_read, thread_sensitive=False)
    while True:
        is_over = await look(execution.pk)
        events = await read(execution.pk, after)
        for event in events:
            after = event.number
            yield event
        if is_over and not events:
            return
        if not events:
            await asyncio.sleep(LOOK_S)


def _read(execution_pk: int, after: int) -> list[Happened]:
    rows = Event.objects.filter(execution_id=execution_pk, number__gt=after).order_by("number")
    return [
        Happened(
            row.number,
            row.name,
            str(EventSeverity(row.severity).label),
            row.subject,
            row.at,
            json.loads(row.data),
        )
        for row in rows[:BATCH]
    ]
