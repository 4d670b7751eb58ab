"""A competitor's process, seen from the driver: one question, one answer."""

from __future__ import annotations

import json
import os
import select
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psutil

START_TIMEOUT_S = 120
RUN_TIMEOUT_S = 180
QUESTION_TIMEOUT_S = 3600  # one of them fills a table with a million rows
LEAVE_TIMEOUT_S = 30


class RunnerFailed(Exception):
    """The process did not start, did not answer in time, or is gone; its log says why."""


class NotRun(Exception):
    """The runner says that it cannot run at all, and why."""


class RunFailed(Exception):
    """One run did not end well; the runner goes on."""


class Runner:
    """
    Started on entering, ended on leaving; its output goes to `log`.

    Raises:
        NotRun: on entering.
        RunnerFailed: on entering.
    """

    def __init__(self, command: list[str], environment: Mapping[str, str], log: Path) -> None:
        self._command = command
        self._environment = {**os.environ, **environment}
        self._log = log
        self._unread = b""
        self._process: subprocess.Popen[bytes]

    def __enter__(self) -> Runner:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        try:
            self._expect_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Ask it to leave; what it leaves behind is ended, itself included."""
        left = self._family()
        with suppress(OSError, subprocess.TimeoutExpired):
            _pipe(self._process.stdin).close()
            self._process.wait(LEAVE_TIMEOUT_S)
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()
        _pipe(self._process.stdout).close()

    def run(self, workload: str) -> float:
        """
        Seconds of one run, as the runner measured them.

        Raises:
            RunFailed: the runner goes on.
            RunnerFailed: it does not.
        """
        return float(self._ask(workload, RUN_TIMEOUT_S)["seconds"])

    def ask(self, question: str) -> Any:
        """The answer to a question that is not timed; raises as `run`."""
        return self._ask(question, QUESTION_TIMEOUT_S)["value"]

    def peak_rss_bytes(self) -> int:
        """Highest resident memory, summed over the process and those it started."""
        return sum(_peak_rss_bytes(process.pid) for process in self._family())

    def _ask(self, line: str, timeout_s: float) -> dict[str, Any]:
        try:
            pipe = _pipe(self._process.stdin)
            pipe.write(f"{line}\n".encode())
            pipe.flush()
        except OSError as error:
            raise RunnerFailed(f"it is gone; see {self._log}") from error
        answer = self._read(timeout_s)
        if "error" in answer:
            raise RunFailed(answer["error"])
        return answer

    def _expect_ready(self) -> None:
        first = self._read(START_TIMEOUT_S)
        if "not_run" in first:
            raise NotRun(first["not_run"])
        if not first.get("ready"):
            raise RunnerFailed(f"it did not start; see {self._log}")

    def _read(self, timeout_s: float) -> dict[str, Any]:
        stdout = _pipe(self._process.stdout)
        while b"\n" not in self._unread:
            if not select.select([stdout], [], [], timeout_s)[0]:
                raise RunnerFailed(f"no answer within {timeout_s:g} s; see {self._log}")
            chunk = os.read(stdout.fileno(), 65_536)
            if not chunk:
                raise RunnerFailed(f"it ended; see {self._log}")
            self._unread += chunk
        line, self._unread = self._unread.split(b"\n", 1)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _family(self) -> list[psutil.Process]:
        try:
            own = psutil.Process(self._process.pid)
            return [own, *own.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def _peak_rss_bytes(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0
