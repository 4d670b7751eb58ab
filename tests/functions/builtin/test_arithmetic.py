from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.functions.calling import call, failure_of

numbers = st.floats(-1e100, 1e100, allow_subnormal=False) | st.integers(-(2**53), 2**53)
lists = st.lists(numbers, min_size=1, max_size=30)
shares = st.floats(0, 1)


def test_sums() -> None:
    assert call("math.add", a=1, b=2.5) == 3.5
    assert call("math.sum", values=[]) == 0
    assert call("math.sum", values=[0.1] * 10) == 1.0
    assert call("math.sum", values=[2**53, 1]) == 2**53 + 1


@given(lists, st.randoms())
def test_a_sum_does_not_depend_on_the_order(values: list[float], dice: object) -> None:
    shuffled = sorted(values)

    assert call("math.sum", values=values) == call("math.sum", values=shuffled)


@given(lists)
def test_middle_values_lie_between_the_ends(values: list[float]) -> None:
    least, largest = call("math.min", values=values), call("math.max", values=values)

    assert least <= call("math.mean", values=values) <= largest
    assert least <= call("math.median", values=values) <= largest


@given(lists, shares, shares)
def test_percentiles_rise_with_the_share(values: list[float], one: float, other: float) -> None:
    low, high = sorted([one, other])

    below = call("math.percentile", values=values, share=low)
    above = call("math.percentile", values=values, share=high)

    assert below <= above or math.isclose(below, above)


@given(st.lists(st.integers(-1_000, 1_000), min_size=1))
def test_the_median_is_the_one_of_the_books(values: list[int]) -> None:
    assert call("math.median", values=values) == statistics.median(values)


def test_percentiles_lie_between_neighbours() -> None:
    assert call("math.percentile", values=[40, 10, 30, 20], share=0.5) == 25
    assert call("math.percentile", values=[1], share=0.95) == 1


def test_rounding_goes_to_the_even_neighbour() -> None:
    assert call("math.round", value=2.5) == 2
    assert call("math.round", value=2.345, digits=1) == 2.3


def test_statistics_name_everything_at_once() -> None:
    described = call("math.statistics", values=[2, 4, 4, 4, 5, 5, 7, 9])

    assert described["mean"] == 5
    assert described["stdev"] == 2
    assert (described["count"], described["sum"]) == (8, 40)
    assert (described["min"], described["median"], described["max"]) == (2, 4.5, 9)
    assert described["p95"] == pytest.approx(8.3)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=20))
def test_normalised_numbers_lie_between_0_and_1_in_the_same_order(values: list[float]) -> None:
    moved = call("math.normalise", values=values)

    assert all(0 <= value <= 1 for value in moved)
    for one, first in zip(values, moved, strict=True):
        for other, second in zip(values, moved, strict=True):
            assert one > other or first <= second


def test_the_ends_are_normalised_to_0_and_1() -> None:
    assert call("math.normalise", values=[10, 15, 20]) == [0, 0.5, 1]
    assert call("math.normalise", values=[3, 3]) == [0, 0]
    assert call("math.normalise", values=[]) == []


@pytest.mark.parametrize("name", ["mean", "median", "min", "max", "statistics"])
def test_of_no_numbers_there_is_no_figure(name: str) -> None:
    assert failure_of(f"math.{name}", values=[]) == "arguments"


def test_a_figure_that_is_not_finite_is_refused() -> None:
    assert failure_of("math.add", a=1e308, b=1e308) == "output_invalid"
