"""Conditions and operators: truth, order, equality, numbers that stay JSON."""

from __future__ import annotations

import pytest

from tests.definition.expressions.language import condition_refusal, holds, refusal, render


@pytest.mark.parametrize(
    "condition",
    [
        "true",
        "inputs.count == 5",
        "inputs.count == 5.0",
        "1 < inputs.count <= 5",
        "inputs.name != 'Bob'",
        "'a' in inputs.tags",
        "'name' in inputs",
        "'da' in inputs.name",
        "'z' not in inputs.tags",
        "inputs.count > 3 and inputs.name == 'Ada'",
        "inputs.nothing or inputs.name",
        "not inputs.nothing",
        "inputs.nothing == null",
        "inputs.nothing is none",
        "inputs.nothing is null",
        "tasks.fetch.output.records | length > 2",
        "tasks.skipped.output.score == null",
        "tasks.fetch.output.records | selectattr('ok') | length == 2",
        "[1, {'a': [2]}] == [1.0, {'a': [2.0]}]",
        "'b' > 'a'",
        "inputs.name",
        "[0]",
        "-1",
        "true is true",
        "5 is not divisibleby 2",
        "inputs.count in [1, 5]",
        "inputs.count is in [1, 5]",
    ],
)
def test_these_hold(condition: str) -> None:
    assert holds(condition) is True


@pytest.mark.parametrize(
    "condition",
    [
        "false",
        "null",
        "0",
        "0.0",
        "''",
        "[]",
        "{}",
        "1 == true",
        "0 == false",
        "1 == '1'",
        "[1] == [true]",
        "null == false",
        "true in [1]",
        "1 < 2 < 2",
        "5 in inputs",
        "inputs.nothing and inputs.name",
        "1 is true",
        "true is number",
        "{'a': 1} == {'b': 1}",
    ],
)
def test_these_do_not_hold(condition: str) -> None:
    assert holds(condition) is False


def test_the_second_operand_is_not_asked_if_the_first_decides() -> None:
    assert holds("false and inputs.missing") is False
    assert holds("true or inputs.missing") is True


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("7 / 2", 3.5),
        ("6 / 2", 3),
        ("7 // 2", 3),
        ("7 % 3", 1),
        ("2 * 3 + 1", 7),
        ("2 * (3 + 1)", 8),
        ("-inputs.count", -5),
        ("+inputs.count", 5),
        ("1 - 2 - 3", -4),
        ("'a' + 'b'", "ab"),
        ("[1] + [2]", [1, 2]),
        ("1 ~ 'a' ~ null ~ true", "1atrue"),
        ("'x' if inputs.count > 9 else 'y'", "y"),
        ("'x' if false", None),
        ("inputs.tags[1:]", ["a", "b"]),
        ("inputs.name[::-1]", "adA"),
        ("inputs.nothing[1:]", None),
        ("inputs.tags[inputs.count - 5]", "b"),
        ("(1, 2)", [1, 2]),
        ("'\\ud83d\\ude00'", "😀"),
        ("'tab\\t\\\\'", "tab\t\\"),
        ("1_000", 1000),
        ("9007199254740992", 2**53),
    ],
)
def test_operators_compute(expression: str, expected: object) -> None:
    rendered = render("{{ " + expression + " }}")

    assert rendered == expected
    assert type(rendered) is type(expected)


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("'a' * 3", "expression.type"),
        ("[0] * 3", "expression.type"),
        ("true * 3", "expression.type"),
        ("'%s' % 1", "expression.type"),
        ("'a' + 1", "expression.type"),
        ("null + 1", "expression.type"),
        ("-'a'", "expression.type"),
        ("1 < 'a'", "expression.type"),
        ("null < 1", "expression.type"),
        ("[1] < [2]", "expression.type"),
        ("1 in 5", "expression.type"),
        ("1 in 'abc'", "expression.type"),
        ("{1: 2}", "expression.type"),
        ("inputs.count[1:]", "expression.type"),
        ("inputs.tags['a':]", "expression.type"),
        ("inputs.tags[::0]", "expression.type"),
        ("1 / 0", "expression.number"),
        ("1.0 % 0", "expression.number"),
        ("1e308 * 10", "expression.number"),
        ("9007199254740992 + 1", "expression.number"),
        ("9007199254740993", "expression.number"),
        ("1e999", "expression.number"),
    ],
)
def test_operators_refuse_what_has_no_meaning(expression: str, code: str) -> None:
    assert refusal("{{ " + expression + " }}").code == code


def test_joining_text_and_number_with_plus_advises_a_tilde() -> None:
    problem = refusal("{{ 'a' + 1 }}")

    assert problem.message == "`+` cannot take text and a number."
    assert problem.fix == "Join texts with `~`."


@pytest.mark.parametrize(
    ("condition", "fix"),
    [
        ("", "Write `true`."),
        ("   ", "Write `true`."),
        ("{{ inputs.count }}", "Leave the braces out."),
        ("inputs.count && 1", "Write `and` instead of `&&`."),
        ("inputs.count || 1", "Write `or` instead of `||`."),
        ("inputs.count === 1", "Write `==` to compare."),
        ("!inputs.count", "Write `not` instead of `!`."),
    ],
)
def test_common_mistakes_in_conditions_are_answered(condition: str, fix: str) -> None:
    problem = condition_refusal(condition)

    assert problem.code == "expression.syntax"
    assert problem.fix == fix


def test_a_condition_is_one_expression() -> None:
    assert condition_refusal("inputs.count inputs.name").code == "expression.syntax"
    assert condition_refusal("true }} {{ false").code == "expression.syntax"
