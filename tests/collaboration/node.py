"""Node processes that the tests and the benchmark talk to, one JSON line each way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import cache
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

OLDEST_NODE = (22, 18)  # it runs TypeScript
PACKAGES = Path(__file__).with_name("js")
ANSWER_S = 120


@cache
def node_program() -> str | None:
    """The Node that `.ci/with-node` would take: the machine's, else the virtual environment's."""
    wheel = Path(sys.prefix) / "node" / "bin" / "node"
    for program in (shutil.which("node"), str(wheel)):
        if program and Path(program).exists() and _version_of(program) >= OLDEST_NODE:
            return program
    return None


def _version_of(program: str) -> tuple[int, ...]:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    numbers = told.stdout.strip().removeprefix("v").split(".")
    return tuple(int(number) for number in numbers if number.isdigit())


def what_is_missing(packages: Path = PACKAGES) -> str | None:
    """Why Node cannot be used here; None: it can."""
    if node_program() is None:
        return f"needs Node {OLDEST_NODE[0]}.{OLDEST_NODE[1]} or newer; `make test` installs it"
    # npm writes this file when all is there.
    if not (packages / "node_modules" / ".package-lock.json").is_file():
        return f"needs the packages of {packages.name}; `make test` installs them"
    return None


class NodeError(AssertionError):
    """A command failed inside Node; the message is Node's."""


class Node:
    """
    A script that answers commands (js/lines.mjs); any number of commands may be under way.

    Args:
        script: the file; it stands in a folder with its packages.
        log: what the script and its libraries print.
        wrapper: what stands before the command, such as `taskset`.
    """

    def __init__(
        self,
        script: Path = PACKAGES / "driver.mjs",
        log: Path | None = None,
        wrapper: Sequence[str] = (),
    ) -> None:
        program = node_program()
        assert program is not None, what_is_missing()
        self.log = log
        with _opened(log) as errors:
            self._process = subprocess.Popen(
                [*wrapper, program, "--max-old-space-size=4096", str(script)],
                cwd=script.parent,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        self._numbers = count(1)
        self._waiting: dict[int, Future[Any]] = {}
        self._reader = threading.Thread(target=self._read, name="node answers", daemon=True)
        self._reader.start()

    def __enter__(self) -> Node:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def begin(self, command: str, **given: Any) -> Future[Any]:
        """Ask and go on; the future holds the answer, or NodeError."""
        number = next(self._numbers)
        answer: Future[Any] = Future()
        self._waiting[number] = answer
        line = json.dumps({"call": number, "do": command, **given})
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()
        return answer

    def do(self, command: str, *, patience_s: float = ANSWER_S, **given: Any) -> Any:
        """
        Ask and wait for the answer.

        Raises:
            NodeError: the command failed, or Node has ended.
            TimeoutError: no answer in time.
        """
        return self.begin(command, **given).result(patience_s)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._settle(json.loads(line))
        for answer in self._waiting.values():
            answer.set_exception(NodeError(f"Node has ended; see {self.log}"))

    def _settle(self, reply: Mapping[str, Any]) -> None:
        answer = self._waiting.pop(reply["call"])
        if "error" in reply:
            answer.set_exception(NodeError(reply["error"]))
        else:
            answer.set_result(reply["ok"])

    def close(self) -> None:
        """End it; it ends by itself when its input does."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        self._process.stdout.close()


def _environment() -> dict[str, str]:
    """Nothing that bends Node or sends local traffic elsewhere."""
    return {"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/")}


def _opened(log: Path | None) -> Any:
    return open(log or os.devnull, "ab")
