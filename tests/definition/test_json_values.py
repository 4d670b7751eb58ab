from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workflows.definition import json_values
from workflows.definition.json_values import find_json_problems

DEPTH = 3
odd = st.sampled_from(
    [2**53, -(2**53), float("nan"), float("inf"), "\0", "\ud800", b"x", (1,), {1}]
)
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | odd,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=2) | st.sampled_from(["\0", "\udfff"]) | st.integers(), inner
        )
    ),
    max_leaves=6,
)


@given(anything)
def test_the_quick_look_agrees_with_the_thorough_one(value: Any) -> None:
    thorough = list(json_values._problems_in(value, DEPTH))

    assert find_json_problems(value, max_depth=DEPTH) == thorough
    assert json_values._is_portable(value, DEPTH) == (not thorough)
