"""Commands as a person calls them, with what they print and the code they end with."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


@dataclass(frozen=True, slots=True)
class Called:
    code: int
    out: str
    err: str


@pytest.fixture
def call() -> Callable[..., Called]:
    return call_named


def call_named(name: str, *arguments: str) -> Called:
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command(name, *arguments, stdout=out, stderr=err)
    except CommandError as error:
        code = error.returncode
        err.write(str(error))
    except SystemExit as end:
        code = int(end.code or 0)
    return Called(code, out.getvalue(), err.getvalue())
