from __future__ import annotations

from typing import Any

import pytest

from tests.definition.documents import Raw, codes_of, raw_of, raw_of_edges, transform
from tests.definition.smallest_examples import agent


def chain(length: int) -> Raw:
    return raw_of_edges("t1", *(f"t{i}>t{i + 1}" for i in range(1, length)))


def boxes(levels: int) -> Raw:
    """Maps inside each other, with one task in the innermost."""
    tasks: Raw = {}
    parent: Raw = {}
    for level in range(levels):
        tasks[f"m{level}"] = {"kind": "map", "over": [1], **parent}
        parent = {"parent": f"m{level}"}
    return raw_of(tasks | {"inner": transform(**parent)})


def many(count: int) -> Raw:
    return raw_of({f"t{i}": transform() for i in range(count)})


def groups(count: int) -> Raw:
    return raw_of(groups={f"g{i}": {} for i in range(count)})


def one(**fields: Any) -> Raw:
    return raw_of({"x": transform(**fields)})


def items(count: int) -> Raw:
    return raw_of({"m": {"kind": "map", "over": [0] * count}, "x": transform(parent="m")})


def turns(count: int) -> Raw:
    loop = {"kind": "loop", "until": "true", "max_turns": count}
    return raw_of({"m": loop, "x": transform(parent="m")})


def template(size: int) -> Raw:
    return one(value="{{ execution.id }}".ljust(size, "."))


def asking(**fields: Any) -> Raw:
    return raw_of({"x": {"kind": "approval", "assignees": ["role:owner"], **fields}})


TEN_YEARS_S = 10 * 366 * 86_400
AT_AND_ABOVE = [
    ("limit.tasks", {"tasks": 3}, many(3), many(4)),
    ("limit.tasks", {}, many(20_000), many(20_001)),
    ("limit.depth", {"depth": 4}, chain(4), chain(5)),
    ("limit.depth", {}, chain(1_000), chain(1_001)),
    ("limit.groups", {}, groups(2_000), groups(2_001)),
    ("limit.nesting", {}, boxes(5), boxes(6)),
    ("limit.nesting", {"nesting": 1}, boxes(1), boxes(2)),
    ("limit.map_items", {}, items(10_000), items(10_001)),
    ("limit.loop_turns", {}, turns(1_000), turns(1_001)),
    ("limit.name_chars", {}, one(name="n" * 200), one(name="n" * 201)),
    ("limit.name_chars", {}, raw_of(name="n" * 200), raw_of(name="n" * 201)),
    ("limit.timeout_s", {}, one(timeout_s=86_400), one(timeout_s=86_400.5)),
    (
        "limit.max_attempts",
        {},
        one(retry={"max_attempts": 20}),
        one(retry={"max_attempts": 21}),
    ),
    ("limit.number", {}, one(cache={"ttl_s": TEN_YEARS_S}), one(cache={"ttl_s": TEN_YEARS_S + 1})),
    (
        "limit.number",
        {},
        one(retry={"max_delay_s": TEN_YEARS_S}),
        one(retry={"max_delay_s": TEN_YEARS_S + 1}),
    ),
    (
        "limit.number",
        {},
        one(retry={"initial_delay_s": TEN_YEARS_S}),
        one(retry={"initial_delay_s": TEN_YEARS_S + 1}),
    ),
    ("limit.number", {}, asking(deadline_s=TEN_YEARS_S), asking(deadline_s=TEN_YEARS_S + 1)),
    ("limit.number", {}, asking(needed=1_000_000), asking(needed=1_000_001)),
    (
        "limit.number",
        {},
        raw_of(settings={"timeout_s": TEN_YEARS_S}),
        raw_of(settings={"timeout_s": TEN_YEARS_S + 1}),
    ),
    (
        "limit.number",
        {},
        raw_of(settings={"max_parallel": 1_000_000}),
        raw_of(settings={"max_parallel": 1_000_001}),
    ),
    ("expression.too_long", {}, template(20_000), template(20_001)),
]


@pytest.mark.parametrize(
    ("code", "limits", "at", "above"),
    AT_AND_ABOVE,
    ids=[f"{code}-{next(iter(limits.values()), 'default')}" for code, limits, *_ in AT_AND_ABOVE],
)
def test_a_limit_is_crossed_by_the_first_value_above(
    code: str, limits: dict[str, float], at: Raw, above: Raw
) -> None:
    assert code not in codes_of(at, **limits)
    assert code in codes_of(above, **limits)


def test_a_long_time_out_gets_a_hint_above_five_minutes() -> None:
    assert "hint.long" not in codes_of(raw_of({"x": agent(timeout_s=300)}))
    assert "hint.long" in codes_of(raw_of({"x": agent(timeout_s=300.5)}))
