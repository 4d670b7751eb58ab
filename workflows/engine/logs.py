"""What tasks log: kept in bounded chunks, written in the background of the attempt."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime

from workflows.conf import config
from workflows.engine.payloads import storable_text
from workflows.models import TaskLog

CHUNK_BYTES = 16_000
FLUSH_S = 1.0
LINE_CHARS = 8_000


class AttemptLog:
    """Collects one attempt's lines; a full or second-old chunk is written by the next line."""

    def __init__(self, execution_id: int, run: int, attempt: int) -> None:
        self._key = (execution_id, run, attempt)
        self._lines: list[str] = []
        self._size = 0
        self._total = 0
        self._number = 0
        self._since = 0.0
        self._lock = threading.Lock()

    def write(self, message: str, level: str = "info") -> None:
        """Add a line; what exceeds the attempt's bound is dropped, and the last line says so."""
        with self._lock:
            if self._total > config().engine.log_bytes:
                return
            self._add(message[:LINE_CHARS], level)
            if self._total > config().engine.log_bytes:
                self._add("The log is full; later lines are dropped.", "warning")
            if self._size >= CHUNK_BYTES or time.monotonic() - self._since > FLUSH_S:
                self._flush()

    def flush(self) -> None:
        """Write what is left; called when the attempt ends."""
        with self._lock:
            self._flush()

    def _add(self, message: str, level: str) -> None:
        if not self._lines:
            self._since = time.monotonic()
        at = datetime.now(UTC).isoformat()
        said = {"at": at, "level": level, "message": storable_text(message)}
        line = json.dumps(said, ensure_ascii=False)
        self._lines.append(line)
        self._size += len(line)
        self._total += len(line)

    def _flush(self) -> None:
        if not self._lines:
            return
        execution, run, attempt = self._key
        TaskLog.objects.create(
            execution_id=execution,
            task_run=run,
            attempt=attempt,
            number=self._number,
            lines="\n".join(self._lines),
        )
        self._number += 1
        self._lines, self._size = [], 0
