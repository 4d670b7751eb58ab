"""One embedded installation a data directory: two would each believe they own all leases."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from workflows.errors import Conflict

FILE_NAME = "running.lock"


class AlreadyRunning(Conflict):
    """Another process runs on this data directory."""

    code = "already_running"


class DataLock:
    """
    Held while a process owns a data directory; the kernel lets go when the process dies.

    Raises:
        AlreadyRunning: on entering, with the other process's id.
    """

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / FILE_NAME
        self._file: int | None = None

    def __enter__(self) -> DataLock:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.read(file, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(file)
            raise AlreadyRunning(
                f"Process {owner} runs on {self.path.parent} already; stop it, or choose another "
                "directory with DATA_DIR."
            ) from None
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode("ascii"))
        self._file = file
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
