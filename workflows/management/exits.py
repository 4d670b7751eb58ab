"""What the exit codes of our commands say."""

from __future__ import annotations

from enum import IntEnum

from django.core.management.base import CommandError


class Exit(IntEnum):
    """1 is the answer "no" of a command that worked; 2 means that it could not be understood."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    STOPPED = 3


def usage_error(message: str) -> CommandError:
    return CommandError(message, returncode=Exit.USAGE)
