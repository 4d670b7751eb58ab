"""Every filter and test, and the page that lists them."""

from __future__ import annotations

from inspect import Parameter
from pathlib import Path

import pytest

from tests.definition.expressions.language import refusal, render
from workflows.definition.expressions.rules import FILTERS, TESTS

PAGE = Path(__file__).parents[3] / "docs" / "expressions.md"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'abc' | length", 3),
        ("inputs | count", 7),
        ("'abc' | upper", "ABC"),
        ("'ABC' | lower", "abc"),
        ("'aBC' | capitalize", "Abc"),
        ("'a bc' | title", "A Bc"),
        ("'  a ' | trim", "a"),
        ("'xxaxx' | trim('x')", "a"),
        ("'a-b-c' | replace('-', '+')", "a+b+c"),
        ("'a  b' | split", ["a", "b"]),
        ("inputs.text | split(',')", ["a", "b", "c"]),
        ("['a', 1, null, true] | join('-')", "a-1--true"),
        ("tasks.fetch.output.records | join(', ', attribute='author.name')", "Ada, Bob, Cy"),
        ("'abcdef' | truncate(4)", "abc…"),
        ("'abcd' | truncate(4)", "abcd"),
        ("'abcdef' | truncate(4, '')", "abcd"),
        ("'Ünïcode & Co.' | slug", "unicode-co"),
        ("'A b' | slug('_')", "a_b"),
        ("'abc' | startswith('ab')", True),
        ("'abc' | endswith('ab')", False),
        ("inputs.tags | contains('a')", True),
        ("inputs.tags | first", "b"),
        ("'abc' | last", "c"),
        ("[] | first", None),
        ("'' | last", None),
        ("[2, 1.5, 3] | sort", [1.5, 2, 3]),
        ("inputs.tags | sort", ["a", "b", "b"]),
        ("[1, 2] | sort(reverse=true)", [2, 1]),
        ("tasks.fetch.output.records | sort(attribute='score') | map(attribute='id')", [2, 3, 1]),
        ("[1, 2] | reverse", [2, 1]),
        ("'ab' | reverse", "ba"),
        (
            "[1, 1.0, '1', true, [1], [1.0], {'a': 1}, {'a': 1}] | unique",
            [1, "1", True, [1], {"a": 1}],
        ),
        ("[3, 1] | min", 1),
        ("['a', 'b'] | max", "b"),
        ("[] | max", None),
        ("(tasks.fetch.output.records | max(attribute='score')).id", 1),
        ("[1, 2.5] | sum", 3.5),
        ("[] | sum", 0),
        ("[1] | sum(start=2)", 3),
        ("tasks.fetch.output.records | sum(attribute='score')", 6),
        ("tasks.fetch.output.records | map(attribute='id')", [1, 2, 3]),
        ("[{'a': 1}, {}, {'a': null}] | map(attribute='a', default=0)", [1, 0, 0]),
        ("[{'a': [5]}] | map(attribute='a.0')", [5]),
        ("[[1, 2]] | map(attribute=1)", [2]),
        ("[{'a': null}] | map(attribute='a.b')", [None]),
        ("[0, 1, '', 'a'] | select", [1, "a"]),
        ("[0, 1, 2] | select('gt', 0)", [1, 2]),
        ("[0, 1, 2] | reject('>=', 1)", [0]),
        ("[0, 1] | reject", [0]),
        ("tasks.fetch.output.records | selectattr('ok') | map(attribute='id')", [1, 3]),
        ("tasks.fetch.output.records | rejectattr('score', 'gt', 1) | map(attribute='id')", [2]),
        ("[{'a': 1}, {}] | selectattr('a')", [{"a": 1}]),
        ("{'b': 1, 'a': 2} | keys", ["b", "a"]),
        ("{'b': 1} | values", [1]),
        ("{'b': 1} | items", [["b", 1]]),
        ("' 12 ' | int", 12),
        ("'-1.9' | int", -1),
        ("1.9 | int", 1),
        ("true | int", 1),
        ("'x' | int(default=7)", 7),
        ("null | int(7)", 7),
        ("'2.5e1' | float", 25.0),
        ("2 | float", 2.0),
        ("'x' | float(0.5)", 0.5),
        ("2.5 | round", 3),
        ("-2.5 | round", -3),
        ("1.005 | round(2)", 1.01),
        ("2.1 | round(method='ceil')", 3),
        ("2.9 | round(0, 'floor')", 2),
        ("-3 | abs", 3),
        ("1 | string", "1"),
        ("[1] | string", "[1]"),
        ("null | string", ""),
        ("{'a': [1, 'é']} | tojson", '{"a": [1, "é"]}'),
        ("[1] | tojson(indent=1)", "[\n 1\n]"),
        ("'null' | tojson", '"null"'),
        ("'{\"a\": [1, 2.5, null]}' | fromjson", {"a": [1, 2.5, None]}),
    ],
)
def test_filters_give(expression: str, expected: object) -> None:
    rendered = render("{{ " + expression + " }}")

    assert rendered == expected
    assert type(rendered) is type(expected)


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("null | length", "type"),
        ("1 | upper", "type"),
        ("'a' | replace('', 'b')", "type"),
        ("'a' | split('')", "type"),
        ("'a' | truncate('x')", "type"),
        ("'a' | truncate(0)", "type"),
        ("'a' | slug('xx')", "type"),
        ("'a' | first | first | sort", "type"),
        ("[1, 'a'] | sort", "type"),
        ("[true] | sort", "type"),
        ("[null] | min", "type"),
        ("['a'] | sum", "type"),
        ("[9007199254740992, 1] | sum", "number"),
        ("[{}] | map(attribute='a')", "unknown_name"),
        ("['a'] | map(attribute='upper')", "unknown_name"),
        ("[1] | map(attribute=true)", "type"),
        ("[1] | map('upper')", "arguments"),
        ("[1] | select('nope')", "unknown_test"),
        ("[1] | select('gt')", "arguments"),
        ("[1] | select(1)", "type"),
        ("[1] | keys", "type"),
        ("'x' | int", "type"),
        ("'1_000' | int", "type"),
        ("'٣' | int", "type"),
        ("[] | int", "type"),
        ("'1e30' | int", "number"),
        ("'nan' | float", "type"),
        ("'1e999' | float", "number"),
        ("1 | round(99)", "type"),
        ("1 | round(0, 'up')", "type"),
        ("'{' | fromjson", "type"),
        ("'NaN' | fromjson", "type"),
        ("'\"\\\\ud800\"' | fromjson", "type"),
        ("'1e999' | fromjson", "number"),
        ("1 | fromjson", "type"),
        ("1.5 is odd", "type"),
        ("1 is divisibleby 0", "type"),
        ("1 | nope", "unknown_filter"),
        ("1 is nope", "unknown_test"),
        ("'a' | upper(1)", "arguments"),
        ("'a' | replace('a')", "arguments"),
        ("'a' | truncate(size=3)", "arguments"),
    ],
)
def test_filters_refuse(expression: str, code: str) -> None:
    assert refusal("{{ " + expression + " }}").code == f"expression.{code}"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 is number and 1 is integer and 1.5 is not integer", True),
        ("true is boolean and 'a' is string", True),
        ("[] is sequence and {} is mapping", True),
        ("{} is sequence or [] is mapping or 'a' is sequence", False),
        ("'' is empty and [] is empty and null is empty", True),
        ("0 is empty or false is empty", False),
        ("2 is even and 3 is odd and 9 is divisibleby(3)", True),
        ("1 is eq 1.0 and 1 is ne 2 and 1 is lt 2 and 1 is le 1 and 2 is gt 1 and 2 is ge 2", True),
        ("false is false and 0 is not false", True),
    ],
)
def test_tests_answer(expression: str, expected: bool) -> None:
    assert render("{{ " + expression + " }}") is expected


def test_an_unknown_filter_suggests_a_known_one() -> None:
    problem = refusal("{{ 'a' | uper }}")

    assert problem.code == "expression.unknown_filter"
    assert problem.message.startswith("There is no filter `uper` (line 1, column 10); there are")
    assert problem.fix == "Did you mean `upper`?"


def test_wrong_arguments_name_the_right_ones() -> None:
    problem = refusal("{{ 'a' | truncate(size=3) }}")

    assert problem.message == (
        "The filter `truncate` was given arguments it does not take (line 1, column 10); "
        "it takes `length`, `end`."
    )


@pytest.mark.parametrize(
    "name", sorted({*FILTERS.rules, *TESTS.rules} - {"==", "!=", "<", "<=", ">", ">="})
)
def test_the_page_names_every_filter_and_test(name: str) -> None:
    page = PAGE.read_text()

    assert f"`{name}`" in page or f"`{name}(" in page


def test_every_rule_has_a_summary_and_takes_value_and_meter_by_position_only() -> None:
    for rule in [*FILTERS.rules.values(), *TESTS.rules.values()]:
        first_two = list(rule.signature.parameters.values())[:2]

        assert rule.summary
        assert {p.kind for p in first_two} == {Parameter.POSITIONAL_ONLY}
