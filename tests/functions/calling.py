"""Calling registered functions the short way."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.errors import TaskFailure
from workflows.functions.call import call_function
from workflows.functions.context import TaskContext
from workflows.functions.registry import get_function


def call(name: str, context: TaskContext | None = None, /, **arguments: Any) -> Any:
    return call_function(get_function(name), arguments, context or TaskContext())


def failure_of(name: str, /, **arguments: Any) -> str:
    """The code with which the call fails."""
    with pytest.raises(TaskFailure) as caught:
        call(name, **arguments)
    return caught.value.failure_code
