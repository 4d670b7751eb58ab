"""How often everybody is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collaboration.rooms.timing import Pace, pace_of
from tests.collaboration.rooms.fakes import FakeTimers


def test_the_first_after_a_quiet_time_waits_for_nothing_but_the_end_of_the_turn() -> None:
    timers, calls = FakeTimers(), list[float]()
    pace = Pace(timers, 0.1, lambda: calls.append(timers.now))

    pace.ask()
    pace.ask()
    before = list(calls)
    timers.pass_time(0)

    assert (before, calls) == ([], [1_000.0])


def test_a_second_one_waits_for_the_interval() -> None:
    timers, calls = FakeTimers(), list[float]()
    pace = Pace(timers, 0.1, lambda: calls.append(round(timers.now, 3)))

    for _ in range(3):
        pace.ask()
        timers.pass_time(0.02)
    timers.pass_time(1)

    assert calls == [1_000.0, 1_000.1]


def test_saved_calls_may_come_early_and_are_used_up() -> None:
    timers, calls = FakeTimers(), list[float]()
    pace = Pace(timers, 0.1, lambda: calls.append(round(timers.now, 3)), saved=2)

    for _ in range(5):
        pace.ask()
        timers.pass_time(0.01)
    timers.pass_time(1)

    assert calls == [1_000.0, 1_000.01, 1_000.02, 1_000.1]


@given(st.integers(1, 100), st.lists(st.floats(0, 0.3), max_size=300))
def test_no_second_has_more_calls_than_allowed(per_s: int, pauses: list[float]) -> None:
    timers = FakeTimers()
    calls: list[float] = []
    pace = pace_of(timers, per_s, lambda: calls.append(timers.now))

    for pause in pauses:
        pace.ask()
        timers.pass_time(pause)
    timers.pass_time(2)

    # From any call to the one that is one too many it takes a second, but for rounding.
    assert all(late - early > 1 - 1e-6 for early, late in zip(calls, calls[per_s:], strict=False))
    assert timers.waiting == 0
    assert bool(calls) == bool(pauses)
