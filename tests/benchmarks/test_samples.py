from __future__ import annotations

from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.samples import Samples, fastest, ratio

DURATIONS = st.lists(st.floats(min_value=1e-6, max_value=1e3), min_size=1, max_size=20)


def test_the_median_of_an_even_number_is_the_mean_of_the_middle_two() -> None:
    samples = Samples((4.0, 1.0, 2.0, 10.0))

    assert samples.median_s == 3.0


def test_without_a_run_there_is_neither_a_median_nor_a_ratio() -> None:
    nothing = Samples(failures=("timed out",))

    assert nothing.median_s is None
    assert nothing.spread is None
    assert ratio(nothing, Samples((1.0,))) is None
    assert ratio(Samples((1.0,)), nothing) is None
    assert ratio(None, Samples((1.0,))) is None


def test_a_failed_run_is_kept_apart_from_the_durations() -> None:
    samples = Samples().with_run(1.0).with_failure("lost").with_run(3.0)

    assert samples == Samples((1.0, 3.0), ("lost",))


def test_the_spread_is_the_farthest_run_from_the_median() -> None:
    assert Samples((1.0, 2.0, 5.0)).spread == 1.5


def test_the_fastest_is_chosen_by_median_among_those_that_ran() -> None:
    slow, quick = Samples((2.0, 2.0)), Samples((1.0, 9.0, 1.0))

    assert fastest([Samples(), slow, quick]) is quick
    assert fastest([Samples()]) is None
    assert fastest([]) is None


@given(DURATIONS)
def test_the_median_lies_between_the_extremes(values: list[float]) -> None:
    samples = Samples(tuple(values))

    assert samples.median_s == median(values)
    assert min(values) <= median(values) <= max(values)


@given(DURATIONS, DURATIONS)
def test_a_ratio_and_its_reverse_cancel_out(ours: list[float], theirs: list[float]) -> None:
    mine, other = Samples(tuple(ours)), Samples(tuple(theirs))

    forth, back = ratio(mine, other), ratio(other, mine)

    assert forth is not None
    assert back is not None
    assert abs(forth * back - 1) < 1e-9
