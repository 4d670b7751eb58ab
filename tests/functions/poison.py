"""Functions that misbehave in every way a child process must survive."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from typing import Any

from workflows.errors import TransientError
from workflows.functions.context import TaskContext
from workflows.functions.registry import register


@register("poison.exit", lane="process")
def exit_early(code: int) -> None:
    os._exit(code)


@register("poison.segfault", lane="process")
def read_null() -> None:
    ctypes.string_at(0)


@register("poison.signal", lane="process")
def kill_self(name: str) -> None:
    os.kill(os.getpid(), signal.Signals[name])


@register("poison.memory", lane="process")
def eat_memory(megabytes: int) -> int:
    return len(bytearray(megabytes * 2**20))


@register("poison.touch", lane="process")
def touch_memory(megabytes: int) -> int:
    return sum(bytearray(b"x") * (megabytes * 2**20)) // 2**20


@register("poison.spin", lane="process")
def hold_the_interpreter() -> None:
    sum(range(10**15))  # native: no signal handler of Python's would run


@register("poison.burn", lane="process")
def burn(seconds: float) -> None:
    while time.process_time() < seconds:
        pass


@register("poison.output", lane="process")
def return_much(megabytes: int) -> str:
    return "x" * (megabytes * 2**20)


@register("poison.print", lane="process")
def print_lines(count: int, width: int = 1) -> str:
    for i in range(count):
        print(f"line {i} " + "-" * width)
    sys.stderr.write("and no newline at the end")
    return "printed"


@register("poison.log", lane="process")
def log_once(context: TaskContext) -> dict[str, Any]:
    context.log("half way", level="warning")
    return {"attempt": context.attempt, "key": context.idempotency_key}


@register("poison.transient", lane="process")
def fail_transiently() -> None:
    raise TransientError("come back later", code="closed", retry_after_s=7)


@register("poison.close", lane="process")
def close_the_answers() -> None:
    os.close(3)
    time.sleep(60)


@register("poison.garbage", lane="process")
def write_garbage() -> None:
    os.write(3, b"this is no JSON\n")
    time.sleep(60)


@register("poison.orphan", lane="process")
def leave_a_process() -> int:
    return subprocess.Popen(["/bin/sleep", "60"]).pid


@register("poison.fork", lane="process")
def fork_and_die() -> None:
    if os.fork() == 0:
        time.sleep(60)
    os._exit(9)


@register("poison.environment", lane="process")
def show_environment() -> dict[str, Any]:
    return {"variables": dict(os.environ), "modules": sorted(sys.modules)}


@register("poison.processes", lane="process")
def show_limits() -> dict[str, int]:
    return {"pid": os.getpid(), "group": os.getpgrp(), "session": os.getsid(0)}
