"""What is shown of one task run: its attempts, what went in and came out, and its log."""

from __future__ import annotations

import json
from dataclasses import dataclass

from orchestrator_site.pages.reads import attempts_of, output_attempt
from orchestrator_site.pages.words import Look, duration, money, shortened, span, task_look
from workflows.models import Attempt, AttemptState, TaskLog, TaskRun, TaskRunState

TEXT_CHARS = 4_000
LOG_CHUNKS = 20
LOG_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One try, in words."""

    attempt: Attempt
    word: str
    took: str
    cost: str
    error: str
    input: str


@dataclass(frozen=True, slots=True)
class Panel:
    """`output` is cut; `streams` while a model may still be writing."""

    run: TaskRun
    look: Look
    output: str
    output_note: str
    streams: bool
    attempts: tuple[AttemptRow, ...]
    log: str


def panel_of(run: TaskRun) -> Panel:
    attempts = attempts_of(run)
    given = output_attempt(run) if run.state == TaskRunState.SUCCEEDED else None
    return Panel(
        run=run,
        look=task_look(run),
        output=readable(given.output, TEXT_CHARS) if given else "",
        output_note=_output_note(given) if given else "",
        streams=run.state == TaskRunState.RUNNING,
        attempts=tuple(_attempt_row(attempt) for attempt in attempts),
        log=_log(run),
    )


def readable(text: str | None, limit: int) -> str:
    """JSON as people read it: a bare string without its quotes, the rest indented; cut."""
    if text is None:
        return ""
    if len(text) > 10 * limit:
        return shortened(text, limit)
    try:
        value = json.loads(text)
    except ValueError:
        return shortened(text, limit)
    shown = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    return shortened(shown, limit)


def _output_note(attempt: Attempt) -> str:
    if attempt.output_file:
        return f"{attempt.output_bytes:,} bytes are kept in a file; read them through the API."
    return ""


def _attempt_row(attempt: Attempt) -> AttemptRow:
    return AttemptRow(
        attempt=attempt,
        word=AttemptState(attempt.state).label,
        took=duration(span(attempt.started_at, attempt.ended_at, attempt.ended_at)),
        cost=money(attempt.cost_microusd),
        error=shortened(attempt.error_message, TEXT_CHARS),
        input=readable(attempt.input, TEXT_CHARS),
    )


def _log(run: TaskRun) -> str:
    """The newest lines, `level message` each."""
    chunks = TaskLog.objects.filter(task_run=run.pk).order_by("-attempt", "-number")
    newest = list(chunks.values_list("lines", flat=True)[:LOG_CHUNKS])
    lines = [_log_line(line) for chunk in reversed(newest) for line in chunk.splitlines() if line]
    return "\n".join(lines)[-LOG_CHARS:]


def _log_line(line: str) -> str:
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    if not isinstance(entry, dict):
        return line
    return f"{entry.get('level', '')} {entry.get('message', line)}".strip()
