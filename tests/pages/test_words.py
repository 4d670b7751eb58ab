"""How lengths, amounts and money read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_site.pages.timeline import Range, bar_of
from orchestrator_site.pages.words import ago, amount, duration, money, shortened
from workflows.models import TaskRun

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
moments = st.integers(-(10**9), 10**9).map(lambda ms: NOON + timedelta(milliseconds=ms))


@pytest.mark.parametrize(
    ("seconds", "read"),
    [
        (0, "0.0 s"),
        (-3, "0.0 s"),
        (12.34, "12.3 s"),
        (59.94, "59.9 s"),
        (59.96, "1:00"),
        (61, "1:01"),
        (3_599, "59:59"),
        (3_600, "1:00:00"),
        (90_061, "25:01:01"),
    ],
)
def test_a_length_reads_as_people_say_it(seconds: float, read: str) -> None:
    assert duration(timedelta(seconds=seconds)) == read


def test_what_has_not_begun_has_no_length() -> None:
    assert duration(None) == "–"


@pytest.mark.parametrize(
    ("count", "read"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1.0k"),
        (38_210, "38.2k"),
        (999_949, "999.9k"),
        (999_950, "1.0M"),
    ],
)
def test_an_amount_keeps_three_digits(count: int, read: str) -> None:
    assert amount(count) == read


@pytest.mark.parametrize(
    ("microusd", "read"),
    [
        (0, "–"),
        (64_000, "$0.0640"),
        (100_000, "$0.10"),
        (1_234_560_000, "$1,234.56"),
        (40, "$0.0000"),
    ],
)
def test_money_shows_the_digits_that_say_something(microusd: int, read: str) -> None:
    assert money(microusd) == read


@pytest.mark.parametrize(
    ("seconds", "read"),
    [
        (-5, "just now"),
        (44, "just now"),
        (45, "1 min ago"),
        (7_200, "2 h ago"),
        (200_000, "2 d ago"),
        (31 * 86_400, "01 May 2026"),
    ],
)
def test_a_moment_reads_from_now(seconds: float, read: str) -> None:
    assert ago(NOON - timedelta(seconds=seconds), NOON) == read


@given(st.text(), st.integers(1, 50))
def test_text_that_fits_is_left_alone(text: str, limit: int) -> None:
    if len(text) <= limit:
        assert shortened(text, limit) == text
    else:
        assert shortened(text, limit).startswith(text[:limit])


@given(moments, moments, moments, moments, moments)
def test_a_bar_never_leaves_its_line(
    start: datetime, end: datetime, ready: datetime, begun: datetime, ended: datetime
) -> None:
    run = TaskRun(ready_at=ready, started_at=begun, ended_at=ended)

    bar = bar_of(run, Range(start, end), NOON)

    assert bar is not None
    left, width, queued = (float(p[:-1]) for p in (bar.from_, bar.width, bar.queued_from))
    assert 0 <= queued <= left <= 100
    assert width > 0
    assert left + width <= 100.02
