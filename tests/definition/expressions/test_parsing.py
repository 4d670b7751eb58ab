"""What is read off a source before anything runs: shape, references, places, hints, limits."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from tests.definition.expressions.language import LIMITS, condition_refusal, refusal, render
from workflows.definition.expressions import (
    Reference,
    find_suspicious_minus,
    parse_condition,
    parse_template,
    references_in,
)
from workflows.errors import ExpressionError


def references_of(source: str) -> list[str]:
    """Each reference as `root/key/key`."""
    found = parse_template(source, limits=LIMITS).references
    return ["/".join(map(str, (each.root, *each.path))) for each in found]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("plain", []),
        ("{{ tasks.a.output.x }}", ["tasks/a/output/x"]),
        ("{{ tasks['a']['output'][0] }}", ["tasks/a/output/0"]),
        ("{{ tasks.a.output[-1] }}", ["tasks/a/output/-1"]),
        ("{{ inputs.a }} {{ inputs.a }} {{ inputs.b }}", ["inputs/a", "inputs/b"]),
        ("{{ tasks.a.output[inputs.key].x }}", ["inputs/key", "tasks/a/output"]),
        ("{{ tasks[inputs.id] }}", ["inputs/id", "tasks"]),
        ("{{ tasks.a.output[1:inputs.n] }}", ["inputs/n", "tasks/a/output"]),
        ("{{ inputs.a | default(inputs.b) }}", ["inputs/b", "inputs/a"]),
        ("{{ (inputs.a or inputs.b).c }}", ["inputs/a", "inputs/b"]),
        ("{% for x in inputs.l %}{{ x.y }}{{ loop.index }}{% endfor %}", ["inputs/l"]),
        ("{% for x in inputs.l if x.ok %}{% else %}{{ x.e }}{% endfor %}", ["inputs/l", "x/e"]),
        ("{% for x in x.l %}{% for y in x.m %}{{ y ~ z }}{% endfor %}{% endfor %}", ["x/l", "z"]),
        ("{% if a %}{{ b }}{% elif c %}{% else %}{{ d }}{% endif %}", ["a", "b", "c", "d"]),
        ("{{ null }}{{ none }}{{ true }}", []),
    ],
)
def test_references_are_read_off_the_tree(source: str, expected: list[str]) -> None:
    assert sorted(references_of(source)) == sorted(expected)


def test_references_of_a_condition() -> None:
    condition = parse_condition("tasks.a.output.n > inputs.n", limits=LIMITS)

    assert set(condition.references) == {
        Reference("tasks", ("a", "output", "n")),
        Reference("inputs", ("n",)),
    }


def test_references_inside_a_value_come_with_their_place_and_skip_what_is_broken() -> None:
    value = {"a/b": ["x", "{{ inputs.x }}"], "broken": "{{ (", "last": "{{ item }}"}

    found = references_in(value, limits=LIMITS)

    assert found == (("/a~1b/1", Reference("inputs", ("x",))), ("/last", Reference("item")))


@pytest.mark.parametrize(
    ("source", "is_literal", "is_single_path"),
    [
        ("plain { text }", True, False),
        ("", True, False),
        ("{{ inputs.a }}", False, True),
        ("{{ inputs.a[0]['b'] }}", False, True),
        ("{{ inputs.a }} ", False, False),
        ("{{ inputs.a + 1 }}", False, False),
        ("{{ inputs[inputs.a] }}", False, False),
        ("{% raw %}x{% endraw %}", False, False),
    ],
)
def test_shape_of_a_template(source: str, is_literal: bool, is_single_path: bool) -> None:
    template = parse_template(source, limits=LIMITS)

    assert template.is_literal is is_literal
    assert template.is_single_path is is_single_path


@pytest.mark.parametrize(
    ("source", "code", "place"),
    [
        ("{{ a b }}", "syntax", "(line 1, column 6)"),
        ("line\nline {{ a ! }}", "syntax", "(line 2, column 11)"),
        ("x {{- a }} {{- f() }}", "not_allowed", "(line 1, column 17)"),
        ("{{ a }}\n\n  {% set x = 1 %}", "not_allowed", "(line 3, column 6)"),
        ("{{ a\n| nope }}", "unknown_filter", "(line 2, column 3)"),
        ("{{ 'a\\d' }}", "syntax", "(line 1, column 6)"),
        ("{{ a ** 2 }}", "not_allowed", "(line 1, column 4)"),
        ("a\r\nb {{ ) }}", "syntax", "(line 2, column 6)"),
    ],
)
def test_a_problem_names_line_and_column(source: str, code: str, place: str) -> None:
    problem = refusal(source)

    assert problem.code == f"expression.{code}"
    assert place in problem.message


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ a", "`}}`"),
        ("{% if a %}", "endif"),
        ("{{ f(1) }}", "use a filter"),
        ("{% for a in b recursive %}{% endfor %}", "nested once"),
        ("{{ a ? 1 : 2 }}", "Unexpected char '?'"),
    ],
)
def test_a_problem_is_told_in_plain_words(source: str, words: str) -> None:
    message = refusal(source).message

    assert words in message
    assert "jinja" not in message.lower()


def test_a_wrong_source_is_read_once_and_refused_each_time() -> None:
    first, second = refusal("{{ once ( }}"), refusal("{{ once ( }}")

    assert first is second


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("{{ tasks.fetch-data.output }}", 1),
        ("{{ inputs.user-id }} {{ inputs.user - id }} {{ inputs.n-1 }}", 1),
        ("a-b {{ 'c-d' }} {{ inputs['e-f'] }}", 0),
        ("{{ a-b-c }}", 2),
        ("{{ a-b }", 0),
        ("{%- if a -%}x{%- endif -%}", 0),
    ],
)
def test_a_hyphen_in_a_name_gets_a_hint(source: str, count: int) -> None:
    hints = find_suspicious_minus(source)

    assert [hint.code for hint in hints] == ["expression.suspicious_minus"] * count
    assert all(hint.severity == "hint" for hint in hints)


def test_a_hint_in_a_condition_says_what_was_read_and_what_to_write() -> None:
    (hint,) = find_suspicious_minus("tasks.fetch-data.status == 'failed'", is_condition=True)

    assert hint.message == "`fetch-data` is read as `fetch` minus `data` (line 1, column 7)."
    assert "`fetch_data`" in str(hint.fix)


def test_loops_nest_once() -> None:
    loop = "{% for x in [1] %}"

    assert render(loop * 2 + "x" + "{% endfor %}" * 2) == "x"
    assert refusal(loop * 3 + "{% endfor %}" * 3).code == "expression.not_allowed"


def test_a_template_may_be_as_long_as_the_limit_and_not_a_byte_longer() -> None:
    at_limit = "{{ 1 }}".ljust(LIMITS.template_bytes, "x")

    assert len(render(at_limit)) == LIMITS.template_bytes - 6
    assert refusal(at_limit + "x").code == "expression.too_long"
    assert refusal(at_limit[:-1] + "é").code == "expression.too_long"


def test_a_condition_may_be_as_long_as_the_limit_and_not_a_byte_longer() -> None:
    at_limit = "true".ljust(LIMITS.template_bytes)

    assert parse_condition(at_limit, limits=LIMITS)
    assert condition_refusal(at_limit + " ").code == "expression.too_long"


def test_a_long_text_without_template_syntax_is_no_template() -> None:
    text = "x" * (LIMITS.template_bytes + 1)

    assert render(text) == text


def test_nesting_ends_in_a_refusal() -> None:
    with pytest.raises(ExpressionError) as raised:
        parse_template("{{ 1" + " + 1" * 200 + " }}", limits=LIMITS)

    assert raised.value.problems[0].code == "expression.too_deep"


def test_a_source_refused_for_want_of_stack_is_not_refused_for_good() -> None:
    source = "{{ " + "(" * 15 + "1" + ")" * 15 + " }}"

    with pytest.raises(ExpressionError) as raised:
        call_at_depth(880, lambda: parse_template(source, limits=LIMITS))

    assert raised.value.problems[0].code == "expression.too_deep"
    assert render(source) == 1


def call_at_depth(frames: int, call: Callable[[], object]) -> object:
    """Call with so many frames on the stack, whatever the test runner has put there."""
    depth = len(inspect.stack(0))
    return _descend(frames - depth, call)


def _descend(frames: int, call: Callable[[], object]) -> object:
    return call() if frames <= 0 else _descend(frames - 1, call)
