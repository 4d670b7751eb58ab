from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.definition.priorities import from_higher_first, resolve_priority
from workflows.errors import InvalidInput


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("urgent", 0), ("high", 25), ("normal", 50), ("low", 75), ("idle", 100), ("critical", 0),
        ("medium", 50), ("background", 100), (" High ", 25), (0, 0), (100, 100), (33.0, 33),
    ],
)  # fmt: skip
def test_names_and_numbers_are_one_scale(written: Any, number: int) -> None:
    assert resolve_priority(written) == number


@pytest.mark.parametrize("written", ["soon", "", -1, 101, 1.5, True, None, [], float("nan")])
def test_what_is_on_no_scale_is_refused(written: Any) -> None:
    with pytest.raises(InvalidInput):
        resolve_priority(written)


@given(st.integers() | st.floats(-1e9, 1e9), st.integers() | st.floats(-1e9, 1e9))
def test_what_was_higher_goes_first(one: float, other: float) -> None:
    first, second = from_higher_first(max(one, other)), from_higher_first(min(one, other))

    assert 0 <= first <= second <= 100
