"""What a child says on its two streams: lines of JSON as answers, anything as prints."""

from __future__ import annotations

import json
from typing import Any

from workflows.definition.json_types import JsonValue
from workflows.errors import PermanentError, TaskFailure, TransientError
from workflows.functions.child_process import Stream
from workflows.functions.context import TaskContext

MAX_PRINTED_BYTES = 1_000_000
MAX_LINE_CHARS = 10_000


class ChildAnswers:
    """
    Collects one child's answers; forwards its logs and prints to the attempt's log.

    `is_complete` once the final answer is here, `has_ended` once none can come any more.
    """

    def __init__(self, context: TaskContext, max_output_bytes: int) -> None:
        self._context = context
        self._max_output_bytes = max_output_bytes
        self._partial = bytearray()
        self._printed = bytearray()
        self._printed_bytes = 0
        self._final: dict[str, Any] | None = None
        self.has_ended = False

    @property
    def is_complete(self) -> bool:
        return self._final is not None

    @property
    def peak_rss_bytes(self) -> int:
        """What the child measured of itself; 0 before its final answer."""
        return int(self._final["peak_rss_bytes"]) if self._final else 0

    def output(self) -> JsonValue:
        """
        Raises:
            TaskFailure: the failure that the child reported.
        """
        final = self._final or {}
        if "failure" in final:
            raise _failure(final["failure"])
        return final["output"]

    def hear(self, stream: Stream, chunk: bytes) -> None:
        """
        Raises:
            TaskFailure: `output_too_large`; `child_died` if the answers are not ours.
        """
        if stream == "prints":
            self._hear_prints(chunk)
        elif not chunk:
            self.has_ended = True
        else:
            self._hear_answers(chunk)

    def _hear_answers(self, chunk: bytes) -> None:
        *lines, rest = chunk.split(b"\n")
        for line in lines:
            self._keep(line)
            self._take(bytes(self._partial))
            self._partial.clear()
        self._keep(rest)

    def _keep(self, piece: bytes) -> None:
        self._partial += piece
        if len(self._partial) > self._max_output_bytes:
            message = f"The output is larger than {self._max_output_bytes:,} bytes."
            raise PermanentError(message, code="output_too_large")

    def _take(self, line: bytes) -> None:
        try:
            answer = json.loads(line)
            if "log" in answer:
                self._context.log(str(answer["log"]), level=str(answer["level"]))
            else:
                self._final = {"peak_rss_bytes": int(answer["peak_rss_bytes"]), **answer}
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            message = "The child process wrote something else than answers."
            raise TaskFailure(message, code="child_died") from error

    def _hear_prints(self, chunk: bytes) -> None:
        # What is over the bound is read and dropped, so that a chatty child does not block.
        room = MAX_PRINTED_BYTES - self._printed_bytes
        self._printed_bytes += len(chunk)
        self._printed += chunk[: max(room, 0)]
        *lines, self._printed = self._printed.split(b"\n")
        for line in lines:
            self._log_print(line)

    def _log_print(self, line: bytearray) -> None:
        self._context.log(line.decode(errors="replace")[:MAX_LINE_CHARS], level="info")

    def close(self) -> None:
        """Forward the last line, though nothing ended it."""
        if self._printed:
            self._log_print(self._printed)
            self._printed.clear()


def _failure(told: dict[str, Any]) -> TaskFailure:
    message, code = str(told["message"]), str(told["code"])
    if told["transient"]:
        return TransientError(message, code=code, retry_after_s=told.get("retry_after_s"))
    return PermanentError(message, code=code)
