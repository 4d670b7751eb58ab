from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.benchmarks.collaboration.contestants import CONTESTANTS
from tests.benchmarks.collaboration.goals import GOALS, Goal, Verdict, judge
from tests.benchmarks.collaboration.report import BEGIN, END, render_report
from tests.benchmarks.collaboration.results import Results
from tests.benchmarks.tables import put_between_markers

LESS = Goal("daphne", "propagation 10 p95", 1.5)
MORE = Goal("daphne", "sustained 50", 1.0, ("stock",), at_least=True)
ITSELF = Goal("daphne", "growth", 5, ())


def results_of(**values: float) -> Results:
    """By `contestant_figure`, for figures named after the goals above."""
    results = Results()
    for key, value in values.items():
        contestant, _, figure = key.partition("_")
        results.add(contestant, {figure.replace("_", " "): value})
    return results


def test_the_best_peer_is_the_one_with_the_least() -> None:
    results = results_of(
        daphne_propagation_10_p95=6.0,
        stock_propagation_10_p95=4.0,
        hocuspocus_propagation_10_p95=8.0,
    )

    [verdict] = judge([LESS], results)

    assert verdict == Verdict(LESS, 1.5)
    assert verdict.is_met is True


def test_where_more_is_better_the_bound_is_the_least() -> None:
    results = results_of(
        daphne_sustained_50=800, stock_sustained_50=1600, hocuspocus_sustained_50=1
    )

    [verdict] = judge([MORE], results)

    assert verdict.measured == 0.5
    assert verdict.is_met is False


def test_a_goal_without_peers_is_in_its_own_unit() -> None:
    [verdict] = judge([ITSELF], results_of(daphne_growth=5.1))

    assert verdict.measured == 5.1
    assert verdict.is_met is False


@pytest.mark.parametrize("there", ["daphne", "stock"])
def test_what_was_not_measured_is_neither_met_nor_missed(there: str) -> None:
    [verdict] = judge([MORE], results_of(**{f"{there}_sustained_50": 100.0}))

    assert verdict.measured is None
    assert verdict.is_met is None


def test_a_figure_is_the_median_of_its_rounds() -> None:
    results = Results()
    for value in (1.0, 100.0, 2.0):
        results.add("stock", {"cold sync": value})

    assert results.of("stock", "cold sync") == 2.0
    assert results.of("stock", "growth") is None


def test_the_report_names_everybody_every_goal_and_what_failed() -> None:
    results = results_of(daphne_growth=1.7)
    results.fail("stock", "cold", "RuntimeError: it ended")

    report = render_report(
        results,
        judge(GOALS, results),
        at=datetime(2026, 11, 26, tzinfo=UTC),
        machine="a machine",
        versions=["Ours: revision abc"],
        load=("0.1", "1.9"),
    )

    assert all(who.title in report for who in CONTESTANTS)
    assert all(f"| {goal.figure} |" in report for goal in GOALS)
    assert "1.70, met (≤ 5)" in report
    assert "- @y/websocket-server, cold: RuntimeError: it ended" in report


def test_a_report_replaces_only_its_own_section() -> None:
    document = f"before\n{BEGIN}\nold\n{END}\nafter"

    written = put_between_markers(document, "new", BEGIN, END)

    assert written == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter"
