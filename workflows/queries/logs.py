"""What tasks logged, line by line, from the chunks that keep it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from workflows.access import Capability, execution_for
from workflows.models import TaskLog, User


@dataclass(frozen=True, slots=True)
class LogLine:
    """`position` tells lines of one attempt apart and orders them."""

    task_run: int
    attempt: int
    position: str
    at: str
    level: str
    message: str


def log_chunks(user: User, execution_id: UUID) -> QuerySet[TaskLog]:
    execution = execution_for(user, execution_id, Capability.VIEW)
    return TaskLog.objects.filter(execution=execution)


def chunks_with(rows: QuerySet[TaskLog], text: str) -> QuerySet[TaskLog]:
    """Chunks in which a line may contain `text`; `lines_of` then decides line by line."""
    # The chunk holds JSON, so the text is looked for as JSON writes it.
    return rows.filter(lines__icontains=json.dumps(text, ensure_ascii=False)[1:-1])


def lines_of(chunks: Sequence[TaskLog], search: str | None) -> list[LogLine]:
    wanted = (search or "").casefold()
    return [line for chunk in chunks for line in _lines(chunk) if wanted in line.message.casefold()]


def _lines(chunk: TaskLog) -> Iterator[LogLine]:
    for index, text in enumerate(filter(None, chunk.lines.split("\n"))):
        line = _read(text)
        yield LogLine(
            task_run=chunk.task_run,
            attempt=chunk.attempt,
            position=f"{chunk.number}.{index}",
            at=str(line.get("at") or chunk.at.isoformat()),
            level=str(line.get("level") or "info"),
            message=str(line.get("message", "")),
        )


def _read(text: str) -> dict[str, Any]:
    line = json.loads(text)
    return line if isinstance(line, dict) else {"message": text}
