from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflows.errors import ConfigurationError, NotFound
from workflows.functions import registry
from workflows.functions.registry import all_functions, get_function, load_modules, register

ROOT = Path(registry.__file__).parents[2]


@pytest.fixture(autouse=True)
def _forget_what_tests_register() -> Iterator[None]:
    known = dict(registry._functions)
    yield
    registry._functions.clear()
    registry._functions.update(known)


def test_a_registered_function_is_found_by_its_name() -> None:
    @register("test.double", deterministic=True, timeout_s=3)
    def double(number: int) -> int:
        """Twice the number."""
        return number * 2

    spec = get_function("test.double")

    assert spec.call(4) == 8
    assert (spec.title, spec.description) == ("Double", "Twice the number.")
    assert (spec.deterministic, spec.lane, spec.timeout_s) == (True, "thread", 3)
    assert spec.returns_schema == {"type": "integer"}


def test_a_name_is_given_once() -> None:
    @register("test.taken")
    def first() -> None: ...

    with pytest.raises(ConfigurationError, match=r"test\.taken"):

        @register("test.taken")
        def second() -> None: ...


def test_built_in_functions_need_no_loading() -> None:
    code = "from workflows.functions.registry import get_function as g; print(g('text.upper').lane)"

    printed = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True)

    assert printed == "thread\n"


def test_an_unknown_name_is_not_found() -> None:
    with pytest.raises(NotFound, match=r"text\.shout"):
        get_function("text.shout")


def test_a_module_that_is_not_there_is_a_mistake_of_the_configuration() -> None:
    with pytest.raises(ConfigurationError, match="no_such_module"):
        load_modules(["no_such_module"])


def test_all_functions_come_in_order_of_their_names() -> None:
    names = [spec.name for spec in all_functions()]

    assert names == sorted(names)
