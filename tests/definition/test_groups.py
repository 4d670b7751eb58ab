from __future__ import annotations

from typing import Any

import pytest

from tests.definition.documents import codes_of, problems_of, raw_of, transform

FRAMED = {"name": "Fetch", "color": "blue", "collapsed": True, "position": [1, 2.5]}


def grouped(group: Any) -> dict[str, Any]:
    return raw_of({"x": transform(group="g")}, groups={"g": group})


@pytest.mark.parametrize("group", [{}, FRAMED, {**FRAMED, "own": {"key": [1]}, "size": [1, 2]}])
def test_a_group_needs_no_field_and_keeps_those_that_nobody_knows(group: Any) -> None:
    assert problems_of(grouped(group)) == []


@pytest.mark.parametrize(
    ("group", "path"),
    [
        ("a text", "/groups/g"),
        ({"name": 1}, "/groups/g/name"),
        ({"name": "n" * 201}, "/groups/g/name"),
        ({"color": None}, "/groups/g/color"),
        ({"color": "#ff0000"}, "/groups/g/color"),
        ({"collapsed": "yes"}, "/groups/g/collapsed"),
        ({"position": [1]}, "/groups/g/position"),
        ({"position": [1, True]}, "/groups/g/position"),
    ],
)
def test_a_group_of_another_shape_is_told_and_keeps_nobody_from_publishing(
    group: Any, path: str
) -> None:
    (problem,) = problems_of(grouped(group))

    assert (problem.code, problem.path, problem.severity) == ("group.shape", path, "warning")


def test_a_group_is_no_reason_to_see_a_task_as_another_one() -> None:
    assert codes_of(raw_of({"x": transform(group="gone")}, groups={})) == {"group.unknown"}


def test_a_list_of_groups_is_a_wrong_type_and_breaks_nothing() -> None:
    assert "field.type" in codes_of(raw_of({"x": transform(group="g")}, groups=["g"]))
