from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from workflows.errors import NotFound, PermanentError, TaskFailure, TransientError
from workflows.functions.call import call_function
from workflows.functions.context import TaskContext
from workflows.functions.registry import FunctionSpec
from workflows.functions.signatures import read_signature


def spec_of(function: Callable[..., Any]) -> FunctionSpec:
    signature = read_signature(function, "test")
    return FunctionSpec(
        name="test",
        title="",
        description="",
        call=function,
        arguments_schema=signature.arguments_schema,
        returns_schema=signature.returns_schema,
        deterministic=False,
        lane="thread",
        timeout_s=1,
        memory_mb=None,
        context_parameter=signature.context_parameter,
    )


def raising(error: BaseException) -> FunctionSpec:
    def fail() -> None:
        raise error

    return spec_of(fail)


def double(number: int) -> int:
    return number * 2


def test_arguments_reach_the_function_by_name() -> None:
    assert call_function(spec_of(double), {"number": 4}, TaskContext()) == 8


def test_a_whole_float_serves_as_an_integer() -> None:
    doubled = call_function(spec_of(double), {"number": 4.0}, TaskContext())

    assert type(doubled) is int


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "required"),
        ({"number": "four"}, "number: "),
        ({"number": 1, "other": 2}, "other"),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(PermanentError, match=message) as caught:
        call_function(spec_of(double), arguments, TaskContext())

    assert caught.value.failure_code == "arguments"


def test_a_wrong_argument_is_not_quoted() -> None:
    with pytest.raises(PermanentError, match="integer") as caught:
        call_function(spec_of(double), {"number": "open-sesame"}, TaskContext())

    assert "open-sesame" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "transient", "code"),
    [
        (TransientError("later", code="busy"), True, "busy"),
        (PermanentError("never", code="wrong"), False, "wrong"),
        (NotFound("gone"), False, "not_found"),
        (ConnectionError("reset"), True, "system"),
        (TimeoutError("slow"), True, "system"),
        (OSError("no descriptors"), True, "system"),
        (ValueError("bad"), False, "exception"),
        (RecursionError(), False, "exception"),
        (SystemExit(1), False, "exception"),
        (MemoryError(), False, "out_of_memory"),
    ],
)
def test_every_exception_is_transient_or_permanent(
    error: BaseException, transient: bool, code: str
) -> None:
    with pytest.raises(TaskFailure) as caught:
        call_function(raising(error), {}, TaskContext())

    assert caught.value.transient is transient
    assert caught.value.failure_code == code


def test_an_unexpected_exception_leaves_its_traceback_in_the_log() -> None:
    logged: list[tuple[str, str]] = []
    context = TaskContext(write_log=lambda message, level: logged.append((level, message)))

    with pytest.raises(PermanentError, match="ValueError: bad"):
        call_function(raising(ValueError("bad")), {}, context)

    assert logged[0][0] == "error"
    assert "Traceback" in logged[0][1]


def test_no_success_fails_with_the_error_that_was_returned() -> None:
    def refuse() -> dict[str, Any]:
        return {"success": False, "error": "the shelf is empty"}

    with pytest.raises(PermanentError, match="the shelf is empty") as caught:
        call_function(spec_of(refuse), {}, TaskContext())

    assert caught.value.failure_code == "unsuccessful"


def test_success_is_an_output_like_any_other() -> None:
    def agree() -> dict[str, Any]:
        return {"success": True}

    assert call_function(spec_of(agree), {}, TaskContext()) == {"success": True}


def test_a_function_that_asks_is_given_the_context() -> None:
    def tell(context: TaskContext) -> dict[str, Any]:
        return {"attempt": context.attempt, "stopping": context.is_stopping()}

    told = call_function(spec_of(tell), {}, TaskContext(attempt=3, stopping=lambda: True))

    assert told == {"attempt": 3, "stopping": True}
