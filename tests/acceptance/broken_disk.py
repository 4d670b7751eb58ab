"""
A disk that fails to confirm writes, for workers that import this module by configuration.

`os.fsync` fails with EIO while the file that `ACCEPTANCE_BROKEN_DISK` names exists: a stand-in for
fault injection below the process, which not every machine permits.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

FILE_VARIABLE = "ACCEPTANCE_BROKEN_DISK"
_real_fsync = os.fsync


def _fsync(file: int) -> None:
    if Path(os.environ[FILE_VARIABLE]).exists():
        raise OSError(errno.EIO, "Input/output error")
    _real_fsync(file)


if FILE_VARIABLE in os.environ:
    os.fsync = _fsync  # type: ignore[assignment]
