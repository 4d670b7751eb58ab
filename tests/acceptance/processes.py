"""Processes of the product: started, killed, frozen and looked at as an operator would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import wait_until

ROOT = Path(__file__).resolve().parents[2]
CRASHED = 137
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH")


def bare_environment() -> dict[str, str]:
    """What a process needs of the machine; nobody's keys and configuration."""
    return {name: os.environ[name] for name in KEPT if name in os.environ}


@dataclass(slots=True)
class Process:
    """
    One `manage.py` process in a group of its own, so that a kill takes its children along.

    Args:
        wrapper: what stands before the command, such as `faketime` or a shell with a limit.
    """

    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    wrapper: Sequence[str] = ()
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> Process:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self.wrapper, sys.executable, str(ROOT / "manage.py"), *self.arguments],
                cwd=ROOT,
                env={**bare_environment(), **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return None if self._process is None else self._process.poll()

    @property
    def lives(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def has_logged(self, text: str) -> bool:
        return self.log.exists() and text in self.log.read_text(errors="replace")

    def wait_for_log(self, text: str) -> None:
        wait_until(
            lambda: self.has_logged(text) or not self.lives, f"“{text}” in {self.log.name}", 60
        )
        assert self.has_logged(text), self.log.read_text(errors="replace")[-3_000:]

    def wait_for_death(self, patience_s: float = 60) -> int:
        """The exit code, once the process is gone."""
        wait_until(lambda: not self.lives, f"the end of {self.arguments[0]}", patience_s)
        code = self.exit_code
        assert code is not None
        return code

    def send(self, sign: signal.Signals) -> None:
        if self.lives:
            os.killpg(self.pid, sign)

    def kill(self) -> None:
        """As by a power cut: nothing gets a last word."""
        self.send(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(30)

    def terminate(self, patience_s: float = 60) -> int:
        self.send(signal.SIGTERM)
        return self.wait_for_death(patience_s)


def run_command(
    arguments: Sequence[str], environment: Mapping[str, str], *, timeout_s: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run one `manage.py` command to its end; its exit code is the caller's to judge."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd=ROOT,
        env={**bare_environment(), **environment},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def output_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    done = run_command(arguments, environment)
    assert done.returncode == 0, done.stderr[-3_000:]
    return done.stdout.strip()
