from __future__ import annotations

import time

import pytest

from workflows.functions.context import TaskContext
from workflows.functions.measure import measure_thread
from workflows.functions.registry import get_function
from workflows.functions.run import Usage, run_function


def burn(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_the_time_of_this_thread_is_measured() -> None:
    with measure_thread() as usage:
        burn(0.02)

    assert 0.02 <= usage.cpu_s < 0.1


def test_what_raises_is_measured_too() -> None:
    def burn_and_fail() -> None:
        burn(0.01)
        raise ValueError

    with pytest.raises(ValueError), measure_thread() as usage:
        burn_and_fail()

    assert usage.cpu_s >= 0.01


def test_a_thread_has_cpu_time_and_no_memory() -> None:
    told: list[Usage] = []

    output = run_function(
        get_function("demo.fib"),
        {"n": 15},
        TaskContext(),
        timeout_s=5,
        memory_mb=128,
        on_usage=told.append,
    )

    assert output == 610
    assert told[0].cpu_s > 0
    assert told[0].peak_rss_bytes is None


def test_a_child_has_both() -> None:
    told: list[Usage] = []

    run_function(
        get_function("text.extract"),
        {"text": "a1", "pattern": r"\d"},
        TaskContext(),
        timeout_s=5,
        memory_mb=128,
        on_usage=told.append,
    )

    assert told[0].cpu_s > 0
    assert (told[0].peak_rss_bytes or 0) > 5_000_000
