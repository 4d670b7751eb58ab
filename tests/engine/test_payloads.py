"""Inputs and outputs as text: small, large, too large, and what is no JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.documents import call, document, transform
from tests.engine.worker import Person, output_of, run_of, state
from tests.forgetting import forget_rows
from workflows.conf import config
from workflows.engine import payloads
from workflows.errors import OutputInvalid
from workflows.models import Attempt

texts = st.text(st.characters(codec="utf-8"))
keys = st.text("ab\\u0", max_size=4)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner),
    max_leaves=8,
)


def without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [without_nul(each) for each in value]
    if isinstance(value, dict):
        return {key: without_nul(each) for key, each in value.items()}
    return value


@given(json_values)
def test_a_value_comes_back_as_it_was_but_for_nul(value: Any) -> None:
    assert json.loads(payloads.to_text(value)) == without_nul(value)


@pytest.mark.parametrize("text", ["a\\u0000b", "\\\\u0000", "\\\x00", "\x00\x00", "\\\x00\\u0000"])
def test_only_a_real_nul_is_left_out(text: str) -> None:
    assert json.loads(payloads.to_text(text)) == text.replace("\x00", "")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"x", "\ud800", object()])
def test_what_is_no_json_is_refused(value: object) -> None:
    with pytest.raises(OutputInvalid):
        payloads.to_text(value)


@pytest.mark.usefixtures("worker")
def test_an_output_that_is_no_json_fails_the_attempt(ada: Person) -> None:
    execution = ada.run(document(a=call("test.not_json")))

    assert state(execution) == "failed"
    assert "JSON" in run_of(execution, "a").reason


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(("extra", "in_file"), [(0, False), (1, True)])
def test_a_large_output_goes_to_a_file(
    ada: Person, settings: Any, extra: int, in_file: bool
) -> None:
    size = settings.WORKFLOWS.engine.inline_bytes - 2 + extra  # two quotation marks

    execution = ada.run(
        document("a>b", a=call("test.big", {"characters": size}),
                 b=transform("{{ tasks.a.output | length }}"))
    )  # fmt: skip

    attempt = Attempt.objects.get(task_run__execution=execution, task_run__task="a")
    assert (attempt.output is None) == in_file
    assert bool(attempt.output_file) == in_file
    assert output_of(execution, "b") == size
    forget_rows()
    assert len(output_of(execution, "a")) == size


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.integers(0, 20))
def test_a_beginning_is_read_without_the_rest_and_cuts_no_character(text: str, most: int) -> None:
    inline_bytes = config().engine.inline_bytes
    stored = payloads.store(text + "x" * inline_bytes)

    assert payloads.read_beginning(stored.text, stored.file, most) == (text + "x" * most)[:most]


@pytest.mark.usefixtures("worker")
def test_equal_outputs_share_a_file(ada: Person, settings: Any) -> None:
    big = call("test.big", {"characters": 300_000})

    execution = ada.run(document(a=big, b=big))

    files = set(Attempt.objects.filter(task_run__execution=execution).values_list("output_file"))
    assert len(files) == 1
    (name,) = files.pop()
    assert (Path(settings.DATA_DIR) / "payloads" / name[:2] / name).stat().st_size == 300_002


@pytest.mark.usefixtures("worker")
@pytest.mark.engine_config(output_bytes=1_000)
def test_an_output_beyond_the_limit_is_refused(ada: Person) -> None:
    at_limit = ada.run(document(a=call("test.big", {"characters": 998})))
    above = ada.run(document(a=call("test.big", {"characters": 999})))

    assert state(at_limit) == "succeeded"
    assert run_of(above, "a").reason.startswith("output_invalid")


@pytest.mark.usefixtures("worker")
def test_an_output_must_fit_its_schema(ada: Person) -> None:
    schema = {"type": "string", "maxLength": 2}

    execution = ada.run(document(a=call("test.note", {"text": "tea"}, output_schema=schema)))

    assert run_of(execution, "a").reason.startswith("output_invalid")


def test_the_cache_of_outputs_keeps_its_bound_and_drops_the_oldest() -> None:
    cache = payloads.OutputCache(max_bytes=800)
    for run in range(9):
        cache.put((run, 1), run, 100)

    assert cache.get((0, 1)) is None
    assert cache.get((8, 1)) == (8,)
    assert cache.get((8, 2)) is None
