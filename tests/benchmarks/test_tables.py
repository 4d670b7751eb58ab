from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.bars import BARS, judge
from tests.benchmarks.competitors import Lane
from tests.benchmarks.report import render_report
from tests.benchmarks.results import Results
from tests.benchmarks.tables import (
    BEGIN,
    END,
    duration_text,
    lane_table,
    markdown_table,
    put_between_markers,
    value_text,
    verdict_table,
)


def row_of(table: str, first: str) -> list[str]:
    lines = [line for line in table.splitlines() if line.startswith(f"| {first} ")]
    return [cell.strip() for cell in lines[0].strip("|").split("|")]


def test_what_stands_between_the_markers_is_replaced_and_nothing_else() -> None:
    document = f"# Title\n\n{BEGIN}\nold\n{END}\n\nEnd\n"

    written = put_between_markers(document, "new\n")

    assert written == f"# Title\n\n{BEGIN}\n\nnew\n\n{END}\n\nEnd\n"
    assert put_between_markers(written, "new") == written


@pytest.mark.parametrize(
    "document", ["", BEGIN, END, END + BEGIN, BEGIN + BEGIN + END, BEGIN + END + END]
)
def test_a_document_without_both_markers_in_order_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match="marker"):
        put_between_markers(document, "new")


@given(st.text(), st.text(), st.text())
def test_the_text_around_the_markers_always_stays(before: str, new: str, after: str) -> None:
    written = put_between_markers(f"{before}{BEGIN}{END}{after}", new)

    assert written.startswith(before + BEGIN)
    assert written.endswith(END + after)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0001234, "0.12 ms"),
        (0.00481, "4.81 ms"),
        (0.0523, "52.3 ms"),
        (0.395, "395 ms"),
        (3.336, "3.34 s"),
        (43.72, "43.7 s"),
    ],
)
def test_durations_keep_three_digits_where_it_matters(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_many_is_told_as_a_rate_and_memory_in_megabytes() -> None:
    assert value_text("many", 0.8) == "800 ms (250/s)"
    assert value_text("memory", 93_000_000) == "93 MB"


def test_a_pipe_does_not_break_a_table() -> None:
    assert markdown_table([["a", "b"], ["1|2", "3"]]) == "| a | b |\n| --- | --- |\n| 1\\|2 | 3 |"


def test_whoever_did_not_run_is_named_as_such() -> None:
    results = Results(not_run={"ours-embedded": "the engine is not complete"})
    results.add_run("dbos-sqlite", "chain3", 0.0075)

    table = lane_table(Lane.EMBEDDED, results)

    assert row_of(table, "ours, SQLite WAL FULL")[2] == "not run"
    assert row_of(table, "DBOS in process, SQLite")[2] == "7.50 ms"
    assert row_of(table, "DBOS in process, SQLite")[3] == ""


def test_failed_runs_are_shown_beside_the_median_and_alone() -> None:
    results = Results()
    results.add_run("celery-threads", "many", 1.0)
    results.add_failure("celery-threads", "many", "timed out")
    results.add_failure("celery-threads", "chain3", "timed out")

    row = row_of(lane_table(Lane.PRODUCTION, results), "Celery canvas, threads 16")

    assert "1.00 s (200/s), 1 failed" in row
    assert row[2] == "failed"


def test_verdicts_say_yes_no_or_not_run() -> None:
    results = Results()
    results.add_run("ours-embedded", "chain3", 0.004)
    results.add_run("langgraph-sqlite", "chain3", 0.005)

    table = verdict_table(judge(BARS[:3], results.samples))

    by_langgraph, by_dbos, by_clock = table.splitlines()[2:]
    assert by_langgraph == (
        "| chain3 | E | langgraph | ≤ 0.60 × | 0.80 × | **no** | ≤ 0.30 × | **no** |"
    )
    assert by_dbos == "| chain3 | E | dbos | ≤ 0.35 × | not run |  |  |  |"
    assert by_clock == "| chain3 | E | the clock | ≤ 5.00 ms | 4.00 ms | yes | ≤ 1.50 ms | **no** |"


def test_a_report_says_when_where_and_why_not() -> None:
    results = Results(not_run={"ours-embedded": "no engine"})
    results.findings.append(("Width", [["tasks", "ms"], ["10", "0.2"]]))

    report = render_report(
        results,
        judge(BARS, results.samples),
        at=datetime(2026, 11, 21, 6, 30, tzinfo=UTC),
        machine="2 × some processor",
        versions=["Python 3.11"],
        load=("0.1", "0.2"),
    )

    assert report.startswith("Measured 2026-11-21 06:30 UTC on 2 × some processor.")
    assert "- Python 3.11" in report
    assert "- `ours-embedded` not run: no engine" in report
    assert "### Width\n\n| tasks | ms |" in report
