"""A program in a process of its own that can always be killed, and is reaped at once."""

from __future__ import annotations

import fcntl
import os
import selectors
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Literal

Stream = Literal["answers", "prints"]

ANSWERS_FD = 3
LIFELINE_FD = 4
CHUNK_BYTES = 262_144

# What a child may inherit; everything else, secrets first of all, stays here.
INHERITED_VARIABLES = frozenset(
    {"LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "TMPDIR", "TZ"}
)
FIXED_VARIABLES = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",  # each of its threads would count against the memory limit
}


def child_environment(parent: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child: an allowlist of the parent's, and what is fixed."""
    return {k: v for k, v in parent.items() if k in INHERITED_VARIABLES} | FIXED_VARIABLES


@dataclass(frozen=True, slots=True)
class ChildExit:
    """
    How a child ended.

    Args:
        code: exit code; negative: the signal that killed it.
        cpu_s: user and system time, children that it reaped included.
        max_rss_bytes: the kernel's figure. It starts at the peak of the process that spawned
            the child, so it is an upper bound only.
    """

    code: int
    cpu_s: float
    max_rss_bytes: int


class ChildProcess:
    """
    A started program: descriptor 0 reads the request, 1 and 2 are its prints, 3 its answers.

    Descriptor 4 is a lifeline: it reaches its end when this process dies, however it dies.
    """

    def __init__(self, pid: int, answers_fd: int, prints_fd: int, lifeline_fd: int) -> None:
        self.pid = pid
        self._lifeline_fd = lifeline_fd
        self._selector = selectors.DefaultSelector()
        self._selector.register(answers_fd, selectors.EVENT_READ, "answers")
        self._selector.register(prints_fd, selectors.EVENT_READ, "prints")

    def read(self, timeout_s: float) -> list[tuple[Stream, bytes]]:
        """What came within the time; an empty chunk says that a stream has ended."""
        chunks: list[tuple[Stream, bytes]] = []
        for key, _ in self._selector.select(timeout_s):
            chunk = os.read(key.fd, CHUNK_BYTES)
            if not chunk:
                self._selector.unregister(key.fd)
                os.close(key.fd)
            chunks.append((key.data, chunk))
        return chunks

    def has_ended(self) -> bool:
        """Claims that the program is dead; it stays a zombie until `end` collects it."""
        if sys.platform == "darwin":  # has no waitid; there the end of `answers` must do
            return False
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def end(self) -> ChildExit:
        """Kill what still runs of its process group, reap it, close the pipes."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)  # before reaping: after it the id may be another's
        _, status, usage = os.wait4(self.pid, 0)
        self._close()
        scale = 1 if sys.platform == "darwin" else 1024
        cpu_s = usage.ru_utime + usage.ru_stime
        return ChildExit(os.waitstatus_to_exitcode(status), cpu_s, usage.ru_maxrss * scale)

    def _close(self) -> None:
        for key in list(self._selector.get_map().values()):
            os.close(key.fd)
        self._selector.close()
        os.close(self._lifeline_fd)


def spawn_child(
    argv: Sequence[str], request: bytes, environment: Mapping[str, str]
) -> ChildProcess:
    """
    Start a program in a session of its own.

    Args:
        argv: begins with an absolute path; nothing of it comes from a document.
        request: what it reads from its standard input.

    Raises:
        OSError: the system gives no process, no memory or no descriptors now.
    """
    if not os.path.isabs(argv[0]):
        raise ValueError(f"{argv[0]!r} is not an absolute path.")
    with ExitStack() as ours, ExitStack() as theirs:
        request_fd = _hold(theirs, _request_file(request))
        answers_fd, answers_end = _open_pipe(ours, theirs)
        prints_fd, prints_end = _open_pipe(ours, theirs)
        lifeline_end, lifeline_fd = _open_pipe(theirs, ours)
        sources = (request_fd, prints_end, prints_end, answers_end, lifeline_end)
        actions = [(os.POSIX_SPAWN_DUP2, source, target) for target, source in enumerate(sources)]
        pid = os.posix_spawn(argv[0], list(argv), environment, file_actions=actions, setsid=True)
        ours.pop_all()  # the parent's ends belong to the ChildProcess from here on
        return ChildProcess(pid, answers_fd, prints_fd, lifeline_fd)


def _open_pipe(readers: ExitStack, writers: ExitStack) -> tuple[int, int]:
    reader, writer = os.pipe()
    return _hold(readers, reader), _hold(writers, writer)


def _hold(stack: ExitStack, fd: int) -> int:
    """The same file under a number that no target of the child's descriptors can overwrite."""
    high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, LIFELINE_FD + 1)
    os.close(fd)
    stack.callback(os.close, high)
    return high


def _request_file(request: bytes) -> int:
    # A file, not a pipe: a child that does not read cannot block us. In memory where that exists,
    # since arguments may be confidential.
    if sys.platform == "linux":
        fd = os.memfd_create("request")
    else:
        fd, path = tempfile.mkstemp()
        os.unlink(path)
    with os.fdopen(os.dup(fd), "wb") as file:
        file.write(request)
    os.lseek(fd, 0, os.SEEK_SET)
    return fd
