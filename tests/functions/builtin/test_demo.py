from __future__ import annotations

import pytest

from tests.functions.calling import call, failure_of
from workflows.errors import TransientError
from workflows.functions.context import TaskContext


def test_no_operation_passes_its_value_on() -> None:
    assert call("demo.noop", value={"a": [1]}) == {"a": [1]}
    assert call("demo.noop") is None


def test_fibonacci_numbers() -> None:
    assert [call("demo.fib", n=n) for n in range(10)] == [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]


def test_a_sleep_ends_early_when_it_is_stopped() -> None:
    answers = iter([False, True])

    slept = call("demo.sleep", TaskContext(stopping=lambda: next(answers)), seconds=60)

    assert slept["stopped"] is True
    assert slept["slept_s"] < 1


def test_a_sleep_lasts_as_long_as_asked() -> None:
    slept = call("demo.sleep", seconds=0.03)

    assert slept["stopped"] is False
    assert slept["slept_s"] >= 0.03


def test_a_flaky_function_works_after_its_failures() -> None:
    with pytest.raises(TransientError):
        call("demo.flaky", TaskContext(attempt=2), failures=2)

    assert call("demo.flaky", TaskContext(attempt=3), failures=2) == {"attempt": 3}


def test_a_failing_function_fails_for_good() -> None:
    assert failure_of("demo.fail", message="no") == "demo"
