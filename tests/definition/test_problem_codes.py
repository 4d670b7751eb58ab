from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import workflows.definition.expressions as expressions
from tests.definition.documents import problems_of, raw_of
from tests.definition.smallest_examples import SMALLEST, Finder
from workflows.definition.problem_codes import SEVERITY

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "problems.md"
ROW = re.compile(r"^\| `(?P<code>[a-z_]+\.[a-z_]+)` \| (?P<severity>error|warning|hint) \|", re.M)
# Built from the word of a table, filter or test.
BUILT_CODES = {"expression.unknown_filter", "expression.unknown_test"}


def expression_codes() -> Iterator[str]:
    folder = Path(expressions.__file__).parent
    for path in folder.rglob("*.py"):
        yield from re.findall(r'"(expression\.[a-z_]+)"', path.read_text(encoding="utf-8"))


def rows_of_the_page() -> dict[str, str]:
    text = PAGE.read_text(encoding="utf-8")
    return {row["code"]: row["severity"] for row in ROW.finditer(text)}


@pytest.mark.parametrize("code", sorted(SEVERITY))
def test_a_code_has_a_smallest_example(code: str) -> None:
    find, path = SMALLEST[code]

    found = {(each.code, each.path): each for each in find()}

    assert (code, path) in found
    assert found[code, path].severity == SEVERITY[code]
    assert found[code, path].message.endswith((".", "?"))


@pytest.mark.parametrize(("code", "find"), [(code, SMALLEST[code][0]) for code in sorted(SMALLEST)])
def test_a_problem_inside_a_task_names_the_task(code: str, find: Finder) -> None:
    problems = find()

    for each in problems:
        in_task = each.path.startswith("/tasks/")
        assert (each.task is not None) == in_task, each


def test_a_plain_document_has_no_problems() -> None:
    assert problems_of(raw_of()) == []


def test_the_page_lists_exactly_the_codes_of_the_definition() -> None:
    areas = {code.split(".")[0] for code in SEVERITY} | {"expression"}

    listed = {code for code in rows_of_the_page() if code.split(".")[0] in areas}

    assert listed == {*SEVERITY, *expression_codes(), *BUILT_CODES}


def test_the_page_gives_each_code_its_severity() -> None:
    listed = rows_of_the_page()

    assert {code: listed[code] for code in SEVERITY} == dict(SEVERITY)
