"""When a failed attempt is tried again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.definition.document import RetryRule
from workflows.planning.retry import FailedAttempt, retry_delay_s

seconds = st.floats(0, 1e6)
rules = st.builds(
    RetryRule,
    max_attempts=st.integers(1, 10_000),
    backoff=st.sampled_from(["fixed", "exponential"]),
    initial_delay_s=seconds,
    max_delay_s=seconds,
    jitter=st.booleans(),
)
chances = st.floats(0, 1, exclude_max=True)


def test_exponential_delays_double_up_to_the_bound() -> None:
    rule = RetryRule(max_attempts=10, initial_delay_s=1, max_delay_s=5, jitter=False)

    delays = [retry_delay_s(rule, FailedAttempt(n, transient=True), 0.5) for n in range(1, 5)]

    assert delays == [1, 2, 4, 5]


def test_fixed_delays_stay_the_same() -> None:
    rule = RetryRule(max_attempts=10, backoff="fixed", initial_delay_s=3, jitter=False)

    delays = {retry_delay_s(rule, FailedAttempt(n, transient=True), 0.5) for n in range(1, 5)}

    assert delays == {3}


@pytest.mark.parametrize(("chance", "delay_s"), [(0.0, 5.0), (0.5, 7.5), (0.999, 9.995)])
def test_jitter_takes_away_half_at_most(chance: float, delay_s: float) -> None:
    rule = RetryRule(max_attempts=2, initial_delay_s=10)

    assert retry_delay_s(rule, FailedAttempt(1, transient=True), chance) == pytest.approx(delay_s)


@given(rules, st.integers(1, 20_000), chances)
def test_a_delay_stays_within_its_bounds(rule: RetryRule, number: int, chance: float) -> None:
    delay_s = retry_delay_s(rule, FailedAttempt(number, transient=True), chance)

    if delay_s is not None:
        assert 0 <= delay_s <= rule.max_delay_s
        full_s = min(rule.initial_delay_s, rule.max_delay_s)
        assert delay_s >= (full_s / 2 if rule.jitter else full_s)


@given(rules, st.integers(1, 20_000), chances, seconds)
def test_what_the_service_asked_for_is_a_lower_bound(
    rule: RetryRule, number: int, chance: float, after_s: float
) -> None:
    failed = FailedAttempt(number, transient=True, retry_after_s=after_s)

    delay_s = retry_delay_s(rule, failed, chance)

    assert delay_s is None or delay_s >= after_s


@given(rules, st.integers(1, 20_000), chances)
def test_there_is_no_attempt_after_the_last(rule: RetryRule, number: int, chance: float) -> None:
    delay_s = retry_delay_s(rule, FailedAttempt(number, transient=True), chance)

    assert (delay_s is None) == (number >= rule.max_attempts)


@given(rules, st.integers(1, 20_000), chances)
def test_what_fails_for_good_is_not_tried_again(
    rule: RetryRule, number: int, chance: float
) -> None:
    assert retry_delay_s(rule, FailedAttempt(number, transient=False), chance) is None
