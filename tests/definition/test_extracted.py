"""What the designer makes of a part that is extracted can be published, on both sides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.definition.documents import problems_of

FOLDER = Path(__file__).parents[1] / "collaboration" / "fixtures"
PAIRS: list[dict[str, Any]] = json.loads((FOLDER / "extracted.json").read_text("utf-8"))


def codes(document: dict[str, Any]) -> set[str]:
    return {each.code for each in problems_of(document) if each.severity != "hint"}


@pytest.mark.parametrize("pair", PAIRS)
def test_neither_side_has_a_problem_that_was_not_there(pair: dict[str, Any]) -> None:
    assert codes(pair["before"]) == set()
    assert codes(pair["caller"]) == set()
    assert codes(pair["called"]) == set()


def test_there_are_maps_and_plain_tasks_among_them() -> None:
    kinds = {task["kind"] for pair in PAIRS for task in pair["called"]["tasks"].values()}

    assert len(PAIRS) > 10
    assert kinds == {"transform", "map"}
