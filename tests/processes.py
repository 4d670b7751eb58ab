"""The product's own commands as real processes, for tests that start, ask and end them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.servers import stop, wait_until

ROOT = Path(__file__).resolve().parents[1]
KEPT = ("PATH", "HOME", "LANG", "VIRTUAL_ENV", "CI")


def clean_environment(changes: Mapping[str, str]) -> dict[str, str]:
    """Nothing of whoever runs the tests: no keys, no addresses, no settings of the test process."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", **changes}


def manage(*arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean_environment(environment),
        capture_output=True,
        text=True,
        timeout=120,
    )


class Running:
    """A command that goes on; its output is gathered as it comes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self._pieces: list[bytes] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._pieces.append(line)

    @property
    def output(self) -> str:
        return b"".join(self._pieces).decode("utf-8", "replace")

    def wait_for(self, pattern: str) -> re.Match[str]:
        """
        The first match in its output.

        Raises:
            TimeoutError: it did not say so in time, or has ended before.
        """
        wait_until(
            lambda: bool(re.search(pattern, self.output)) or self.process.poll() is not None,
            f"{pattern!r} in {self.output[-2000:]!r}",
        )
        found = re.search(pattern, self.output)
        if found is None:
            raise TimeoutError(f"ended without {pattern!r}: {self.output[-3000:]}")
        return found

    def end(self) -> int:
        stop(self.process)
        self._reader.join()
        return self.process.returncode


@contextmanager
def running(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[Running]:
    """`manage.py` with these arguments, ended on leaving if the test has not."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean_environment(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    command = Running(process)
    try:
        yield command
    finally:
        command.end()
        assert process.stdout is not None
        process.stdout.close()


def get(port: int, path: str, host: str = "localhost") -> tuple[int, str]:
    """Status and body of one request to this machine; status 0 while nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": f"{host}:{port}"})
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace")
    except OSError:
        return 0, ""
    finally:
        connection.close()
