"""Each bound at its limit, and one beyond it."""

from __future__ import annotations

import json
import time

import pytest

from tests.definition.expressions.language import LIMITS, refusal, render

SMALL = LIMITS.model_copy(update={"expression_steps": 50, "rendered_bytes": 20})


def scope_of(**inputs: object) -> dict[str, object]:
    return {"inputs": inputs}


def test_text_may_fill_the_limit_and_not_a_byte_more() -> None:
    scope = scope_of(text="x" * 18, wide="é" * 9)

    assert render("{{ inputs.text }}ab", scope, SMALL) == "x" * 18 + "ab"
    assert render("{{ inputs.wide }}ab", scope, SMALL) == "é" * 9 + "ab"
    assert refusal("{{ inputs.text }}abc", scope, SMALL).code == "expression.too_large"
    assert refusal("{{ inputs.wide }}abc", scope, SMALL).code == "expression.too_large"


def test_one_budget_serves_a_whole_value() -> None:
    scope = scope_of(text="x" * 9)

    assert render(["{{ inputs.text }}a"] * 2, scope, SMALL) == ["x" * 9 + "a"] * 2
    assert refusal(["{{ inputs.text }}a"] * 3, scope, SMALL).code == "expression.too_large"


def test_steps_run_out() -> None:
    scope = scope_of(items=list(range(40)))

    assert render("{% for x in inputs.items %}{% endfor %}", scope, SMALL) == ""
    assert refusal("{% for x in inputs.items %}{{ x }}{% endfor %}", scope, SMALL).code == (
        "expression.budget"
    )


def test_a_loop_takes_a_thousand_items_and_not_one_more() -> None:
    source = "{% for x in inputs.items %}{% endfor %}"

    assert render(source, scope_of(items=[0] * 1_000)) == ""
    assert refusal(source, scope_of(items=[0] * 1_001)).code == "expression.budget"


def test_json_that_is_read_may_be_as_deep_as_the_limit() -> None:
    depth = LIMITS.json_depth
    source = "{{ inputs.text | fromjson }}"

    rendered = render(source, scope_of(text="[" * depth + "]" * depth))

    assert json.dumps(rendered) == "[" * depth + "]" * depth
    deeper = scope_of(text="[" * (depth + 1) + "]" * (depth + 1))
    assert refusal(source, deeper).code == "expression.too_deep"


def test_a_large_output_is_free_once_and_paid_for_when_repeated() -> None:
    scope = scope_of(big=list(range(900_000)))

    assert len(render(["{{ inputs.big }}"], scope)[0]) == 900_000
    assert len(render(["{{ inputs.big }}"] * 2, scope)) == 2
    assert refusal(["{{ inputs.big }}"] * 3, scope).code == "expression.budget"


def test_many_different_outputs_are_paid_for_too() -> None:
    scope = scope_of(**{f"key_{n}": ["x"] * 10_000 for n in range(200)})
    value = [f"{{{{ inputs.key_{n} }}}}" for n in range(200)]

    assert len(render(value[:100], scope)) == 100
    assert refusal(value, scope).code == "expression.budget"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_no_json_does_not_leave(number: float) -> None:
    scope = scope_of(number=number, list=[number])

    for source in (
        "{{ inputs.number }}",
        "{{ inputs.number }}!",
        "{{ [inputs.number] }}",
        "{{ inputs.list }}!",
    ):
        assert refusal(source, scope).code in ("expression.number", "expression.type")


def test_nested_data_that_nobody_can_walk_is_refused() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]

    assert refusal("{{ inputs.deep == inputs.twin }}", scope_of(deep=deep, twin=[deep])).code == (
        "expression.too_deep"
    )
    assert refusal("{{ inputs.deep }}!", scope_of(deep=deep)).code.startswith("expression.")


@pytest.mark.parametrize(
    ("source", "first", "second"),
    [
        ("{{ inputs.first | slug }}", "a" + "\u0301\u0323" * 250_000, ""),
        ("{{ inputs.first | slug }}", "a" + "\u0f73" * 500_000, ""),
        ("{{ inputs.first | trim(inputs.second) }}", "a" * 500_000, "b" * 500_000 + "a"),
    ],
    ids=["slug", "slug of composed marks", "trim"],
)
def test_what_a_step_buys_does_not_grow_with_the_text(source: str, first: str, second: str) -> None:
    began = time.monotonic()

    render(source, scope_of(first=first, second=second))

    assert time.monotonic() - began < 2.5  # by looks at each pair it would be minutes
