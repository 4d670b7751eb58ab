"""What a child process promises, each by a function that breaks it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

import tests.functions.poison as poison
from workflows.errors import AttemptTimeout, PermanentError, TaskFailure, TransientError
from workflows.functions.child import ChildResult, ChildUsage, run_in_child
from workflows.functions.child_process import child_environment, spawn_child
from workflows.functions.context import TaskContext
from workflows.functions.registry import get_function

MB = 2**20
ROOT = Path(poison.__file__).parents[2]


def run(name: str, context: TaskContext | None = None, /, **options: Any) -> ChildResult:
    settings = {"timeout_s": 20, "memory_mb": 128, **options.pop("within", {})}
    return run_in_child(get_function(name), options, context or TaskContext(), **settings)


def logging_context(logged: list[tuple[str, str]], **known: Any) -> TaskContext:
    return TaskContext(write_log=lambda text, level: logged.append((level, text)), **known)


def interpreters() -> set[psutil.Process]:
    """Those below this process; other tests' database servers may be there too."""
    found = psutil.Process().children(recursive=True)
    return {process for process in found if process.name().startswith("python")}


@pytest.fixture(autouse=True)
def _of_other_tests() -> Iterator[None]:
    """What other tests keep running is none of ours; a process equals itself, not its number."""
    global of_others
    of_others = interpreters()
    yield
    of_others = set()


of_others: set[psutil.Process] = set()


def children() -> list[psutil.Process]:
    """Interpreters that a test of this file has started and that still run."""
    return sorted(interpreters() - of_others, key=lambda process: process.pid)


def test_a_child_gives_the_same_output_as_a_thread() -> None:
    assert run("demo.fib", n=12).output == 144


def test_wrong_arguments_start_no_child() -> None:
    with pytest.raises(PermanentError) as caught:
        run("demo.fib", n="twelve")

    assert caught.value.failure_code == "arguments"


def test_too_much_memory_fails_this_attempt_only() -> None:
    with pytest.raises(PermanentError) as caught:
        run("poison.memory", megabytes=10_000)

    assert caught.value.failure_code == "out_of_memory"
    assert run("demo.noop", value="fine").output == "fine"


def test_memory_within_the_bound_is_granted_and_measured() -> None:
    result = run("poison.touch", megabytes=40)

    assert 40 * MB < result.peak_rss_bytes < 80 * MB


def test_the_peak_is_the_childs_own_however_large_this_process_was() -> None:
    ballast = bytearray(b"x") * (150 * MB)
    del ballast

    result = run("demo.noop")

    assert result.peak_rss_bytes < 60 * MB


def test_processor_time_is_measured() -> None:
    assert 0.2 <= run("poison.burn", seconds=0.2).cpu_s < 1


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("poison.segfault", {}, "SIGSEGV"),
        ("poison.signal", {"name": "SIGKILL"}, "SIGKILL"),
        ("poison.signal", {"name": "SIGABRT"}, "SIGABRT"),
        ("poison.exit", {"code": 3}, "exit code 3"),
        ("poison.exit", {"code": 0}, "exit code 0"),
        ("poison.fork", {}, "exit code 9"),
        ("poison.close", {}, "SIGKILL"),
        ("poison.garbage", {}, "something else than answers"),
    ],
)
def test_a_death_is_told_with_its_cause(name: str, arguments: Any, message: str) -> None:
    with pytest.raises(TaskFailure, match=message) as caught:
        run(name, **arguments)

    assert caught.value.failure_code == "child_died"
    assert children() == []


def test_a_time_out_kills_even_what_holds_the_interpreter() -> None:
    usage: list[ChildUsage] = []
    started = time.monotonic()

    with pytest.raises(AttemptTimeout):
        run("poison.spin", within={"timeout_s": 0.3, "on_usage": usage.append})

    assert time.monotonic() - started < 10  # by itself it would spin for ever
    assert usage[0].cpu_s > 0.1
    assert usage[0].peak_rss_bytes > 5 * MB
    assert children() == []


def test_a_stop_kills_within_a_tenth_of_a_second() -> None:
    # The best of three: what else the machine does is not the child's.
    assert min(measure_stop() for _ in range(3)) < 0.1
    assert children() == []


def measure_stop() -> float:
    """Seconds from the moment of the stop to the end of a child that is deaf to everything."""
    stop_at = time.monotonic() + 0.2

    with pytest.raises(TaskFailure) as caught:
        run("poison.spin", TaskContext(stopping=lambda: time.monotonic() >= stop_at))

    assert caught.value.failure_code == "stopped"
    return time.monotonic() - stop_at


def test_processes_that_a_function_leaves_behind_are_killed_with_it() -> None:
    left: Any = run("poison.orphan").output

    assert dies_soon(left)


def test_a_child_dies_with_the_process_that_started_it() -> None:
    code = (
        "import tests.functions.poison\n"
        "from workflows.functions.child import run_in_child\n"
        "from workflows.functions.context import TaskContext\n"
        "from workflows.functions.registry import get_function\n"
        "run_in_child(get_function('poison.spin'), {}, TaskContext(), timeout_s=60, memory_mb=128)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) as parent:
        spinning = wait_for_busy_child(psutil.Process(parent.pid))
        parent.send_signal(signal.SIGKILL)

    assert dies_soon(spinning.pid)


def dies_soon(pid: int) -> bool:
    """Claims that the process is gone, or waits only for whoever adopted it, soon."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
    return False


def wait_for_busy_child(parent: psutil.Process) -> psutil.Process:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for child in parent.children():
            if child.cpu_times().user > 0.2:
                return child
    raise AssertionError("the child never began to work")


def test_a_large_output_passes_whole() -> None:
    output: Any = run("poison.output", megabytes=5).output

    assert len(output) == 5 * MB


def test_an_output_over_the_bound_is_refused() -> None:
    with pytest.raises(PermanentError) as caught:
        run("poison.output", megabytes=2, within={"max_output_bytes": MB})

    assert caught.value.failure_code == "output_too_large"


def test_what_is_printed_goes_to_the_log() -> None:
    logged: list[tuple[str, str]] = []

    run("poison.print", logging_context(logged), count=2)

    assert ("info", "line 1 -") in logged
    assert ("info", "and no newline at the end") in logged


def test_a_chatty_child_is_cut_but_not_blocked() -> None:
    logged: list[tuple[str, str]] = []

    result = run("poison.print", logging_context(logged), count=30_000, width=100)

    assert result.output == "printed"
    assert 900_000 < sum(len(text) + 1 for _, text in logged) <= 1_000_001


def test_the_context_crosses_the_process() -> None:
    logged: list[tuple[str, str]] = []

    result = run("poison.log", logging_context(logged, attempt=2, idempotency_key="k"))

    assert result.output == {"attempt": 2, "key": "k"}
    assert logged == [("warning", "half way")]


def test_a_transient_failure_stays_transient() -> None:
    with pytest.raises(TransientError) as caught:
        run("poison.transient")

    assert (caught.value.failure_code, caught.value.retry_after_s) == ("closed", 7)


def test_no_secret_reaches_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "canary-1")
    monkeypatch.setenv("DATABASE_URL", "postgres://canary-2")

    told: Any = run("poison.environment").output

    assert "canary" not in str(told["variables"])
    assert set(told["variables"]) <= {*child_environment(os.environ), "LC_CTYPE"}


def test_a_child_loads_neither_django_nor_validators() -> None:
    told: Any = run("poison.environment").output

    assert not {"django", "pydantic", "jsonschema_rs", "numpy", "yaml"} & set(told["modules"])


def test_a_child_leads_a_session_of_its_own() -> None:
    told: Any = run("poison.processes").output

    assert told["pid"] == told["group"] == told["session"] != os.getpid()


def test_no_descriptor_is_left_open() -> None:
    run("demo.noop")
    before = psutil.Process().num_fds()

    run("demo.noop")
    with pytest.raises(TaskFailure):
        run("poison.exit", code=1)

    assert psutil.Process().num_fds() == before


def test_a_program_is_named_by_its_absolute_path() -> None:
    with pytest.raises(ValueError, match="absolute"):
        spawn_child(["python"], b"", {})
