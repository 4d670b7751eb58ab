"""
The program inside a function's child process; started by `child`, by its absolute path.

It limits its own memory before it imports what it was asked to call, answers in lines of JSON on
descriptor 3, and dies with the process that started it. No Django, no secrets, no pickle.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import json
import os
import resource
import sys
from typing import Any

ANSWERS_FD = 3
LIFELINE_FD = 4
# Code and shared libraries are mapped too; only what is written counts as memory of the function.
ADDRESS_SPACE_SPARE_BYTES = 512 * 2**20


def main() -> None:
    request = json.load(sys.stdin)
    _die_with_the_parent()
    _limit_memory(request["memory_mb"] * 2**20)
    sys.path.extend(path for path in request["path"] if path not in sys.path)
    try:
        answer = {"output": _call(request)}
    except MemoryError:
        answer = _out_of_memory()
    except BaseException as error:
        answer = {"failure": _describe(error)}
    _finish(answer)


def _die_with_the_parent() -> None:
    for fd in (ANSWERS_FD, LIFELINE_FD):
        os.set_inheritable(fd, False)
    # The kernel sends SIGIO, whose default is death, to the whole group at the lifeline's end:
    # that works while native code holds the interpreter, and a watching thread would not.
    fcntl.fcntl(LIFELINE_FD, fcntl.F_SETOWN, -os.getpgrp())
    flags = fcntl.fcntl(LIFELINE_FD, fcntl.F_GETFL)
    fcntl.fcntl(LIFELINE_FD, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        os.read(LIFELINE_FD, 1)  # nothing is ever written: not blocking means the end
        os._exit(1)


def _limit_memory(memory_bytes: int) -> None:
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_DATA, memory_bytes)
    _lower(resource.RLIMIT_AS, memory_bytes + ADDRESS_SPACE_SPARE_BYTES)


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (bound, bound))


def _call(request: dict[str, Any]) -> Any:
    from workflows.functions.context import TaskContext
    from workflows.functions.invoke import invoke
    from workflows.functions.registry import get_function

    importlib.import_module(request["module"])
    context = TaskContext(**request["context"], write_log=_send_log)
    return invoke(get_function(request["function"]), request["arguments"], context)


def _describe(error: BaseException) -> dict[str, Any]:
    from workflows.errors import TaskFailure, TransientError

    if isinstance(error, TaskFailure):
        return {
            "message": error.message,
            "code": error.failure_code,
            "transient": error.transient,
            "retry_after_s": error.retry_after_s if isinstance(error, TransientError) else None,
        }
    message = f"{type(error).__name__}: {error}"
    return {"message": message, "code": "exception", "transient": False, "retry_after_s": None}


def _out_of_memory() -> dict[str, Any]:
    message = "The function ran out of memory."
    return {"failure": {"message": message, "code": "out_of_memory", "transient": False}}


def _send_log(message: str, level: str) -> None:
    _send({"log": message, "level": level})


def _send(answer: dict[str, Any]) -> None:
    line = json.dumps(answer, allow_nan=False).encode() + b"\n"
    view = memoryview(line)
    while view:
        view = view[os.write(ANSWERS_FD, view) :]


def _finish(answer: dict[str, Any]) -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    try:
        _send({**answer, "peak_rss_bytes": _peak_rss_bytes()})
    except MemoryError:  # the output fitted, its text did not
        _send({**_out_of_memory(), "peak_rss_bytes": _peak_rss_bytes()})
    os._exit(0)


def _peak_rss_bytes() -> int:
    # Not getrusage: its peak starts at the peak of the process that spawned this one.
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            kilobytes = next(line.split()[1] for line in status if line.startswith("VmHWM:"))
        return int(kilobytes) * 1024
    except (OSError, StopIteration):
        scale = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


if __name__ == "__main__":
    main()
