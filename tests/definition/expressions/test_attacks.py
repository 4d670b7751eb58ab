"""No text that a person, a caller or a model writes gets out of the language, or stops it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.definition.expressions.attacks import (
    CHAINS,
    CHAINS_BY_KEY,
    ESCAPES,
    EVERYTHING,
    FOREIGN,
    GREEDY,
    name_attack,
)
from tests.definition.expressions.language import LIMITS, SCOPE, holds, render
from workflows.errors import ExpressionError

SOON_S = 2.0  # of CPU; the slowest takes about a quarter of a second on a busy machine
RISKY = ("os.", "subprocess.", "socket.", "open", "exec", "import", "ctypes.", "pickle.")


def deep_list(depth: int) -> Any:
    value: Any = list(range(20_000))
    for _ in range(depth):
        value = [value]
    return value


HUNGRY_SCOPE = {
    **SCOPE,
    "inputs": {
        **SCOPE["inputs"],
        "many": list(range(1_000)),
        "big": list(range(60_000)),
        "same": list(range(60_000)),
        "long": "a" * 700_000,
        "twin": "".join(["a"] * 700_000),
        "deep": deep_list(60),
        "text": json.dumps(list(range(10_000))),
    },
}

seen_events: list[str] = []
is_watching = False


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if is_watching and event.startswith(RISKY):
        seen_events.append(event)


sys.addaudithook(watch)  # cannot be removed again, so it looks at a flag


@contextmanager
def watched() -> Iterator[list[str]]:
    global is_watching
    seen_events.clear()
    is_watching = True
    try:
        yield seen_events
    finally:
        is_watching = False


def outcome(source: str, scope: dict[str, Any]) -> Any:
    """What rendering gives, or the error it raises."""
    try:
        return render(source, scope)
    except ExpressionError as error:
        return error


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(set(EVERYTHING)) >= 300


@pytest.mark.parametrize("attack", ESCAPES, ids=name_attack)
def test_no_escape_is_accepted(attack: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    source = attack.replace("CANARY", str(canary))

    with watched() as events:
        result = outcome(source, SCOPE)

    assert isinstance(result, ExpressionError), result
    assert result.problems[0].code.startswith("expression.")
    assert events == []
    assert not canary.exists()


@pytest.mark.parametrize("attack", ESCAPES, ids=name_attack)
def test_no_escape_is_accepted_as_a_condition(attack: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    bare = attack.replace("CANARY", str(canary)).removeprefix("{{").removesuffix("}}")

    with watched() as events, pytest.raises(ExpressionError):
        holds(bare)

    assert events == []
    assert not canary.exists()


@pytest.mark.parametrize("attack", [*CHAINS, *CHAINS_BY_KEY], ids=name_attack)
def test_an_escape_is_not_reached_through_default(attack: str) -> None:
    bare = attack.removeprefix("{{").removesuffix("}}")
    source = "{{ (" + bare + ") | default('safe') | string }}"

    result = outcome(source, SCOPE)

    assert isinstance(result, ExpressionError) or result == "safe"


@pytest.mark.parametrize("attack", GREEDY, ids=name_attack)
def test_a_greedy_template_ends_soon_and_stays_small(attack: str) -> None:
    started = time.process_time()

    result = outcome(attack, HUNGRY_SCOPE)

    spent = time.process_time() - started
    assert spent < SOON_S
    if not isinstance(result, ExpressionError):
        assert len(json.dumps(result, allow_nan=False)) < 20 * LIMITS.rendered_bytes


@pytest.mark.parametrize("attack", FOREIGN, ids=name_attack)
def test_other_languages_are_plain_text(attack: str) -> None:
    rendered = render({"value": [attack]})

    assert rendered == {"value": [attack]}


@pytest.mark.parametrize("attack", EVERYTHING, ids=name_attack)
def test_what_a_template_puts_in_is_never_read_as_a_template(attack: str) -> None:
    scope = {"inputs": {"text": attack, "list": [attack], "object": {"key": attack}}}

    rendered = render(
        {
            "alone": "{{ inputs.text }}",
            "between": "<{{ inputs.text }}>",
            "computed": "{{ inputs.text ~ '' }}",
            "default": "{{ inputs.none | default(inputs.text) }}",
            "joined": "{{ inputs.list | join }}",
            "looped": "{% for each in inputs.list %}{{ each }}{% endfor %}",
            "whole": "{{ inputs.object }}",
            "again": "{{ inputs.list | tojson | fromjson | first }}",
        },
        scope,
    )

    assert rendered == {
        "alone": attack,
        "between": f"<{attack}>",
        "computed": attack,
        "default": attack,
        "joined": attack,
        "looped": attack,
        "whole": {"key": attack},
        "again": attack,
    }


@pytest.mark.parametrize("attack", ESCAPES[:40], ids=name_attack)
def test_a_second_rendering_does_not_happen_by_itself(attack: str) -> None:
    first = render("{{ inputs.text }}", {"inputs": {"text": attack}})

    second = render({"previous": "{{ tasks.a.output }}"}, {"tasks": {"a": {"output": first}}})

    assert second == {"previous": attack}
