"""Statistics and the export of events."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.commands.conftest import Called
from tests.pages.builders import (
    a_task_run,
    a_team,
    a_workflow,
    an_attempt,
    an_execution,
    some_events,
)
from workflows.management.measuring import timer_of
from workflows.models import (
    Event,
    EventSeverity,
    Execution,
    ExecutionState,
    TaskRunState,
    WorkerProcess,
)

pytestmark = pytest.mark.django_db
Call = Callable[..., Called]
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_an_empty_installation_has_statistics(call: Call) -> None:
    told = json.loads(call("stats", "--json").out)

    assert told["timers"]["task"]["count"] == 0
    assert told["pool"]["processes"] == 0
    assert "Timers of the last 24 h" in call("stats").out


def test_statistics_count_what_runs_and_time_what_ended(call: Call) -> None:
    workflow = a_workflow(a_team())
    an_execution(workflow)
    ended = an_execution(workflow, ExecutionState.SUCCEEDED)
    run = a_task_run(ended, "plan", seconds=(0, 4))
    an_attempt(run, ready_at=run.ready_at)
    a_task_run(ended, "next", TaskRunState.READY)
    WorkerProcess.objects.create(name="w", slots=8, busy=3)

    told = json.loads(call("stats", "--json").out)

    assert (told["executions"]["running"], told["executions"]["succeeded"]) == (1, 1)
    assert told["tasks"]["ready"] == 1
    assert (told["pool"]["slots"], told["pool"]["busy"]) == (8, 3)
    assert told["timers"]["task"]["p99_s"] == pytest.approx(4)
    assert told["timers"]["queue"]["mean_s"] == pytest.approx(0.4)


def test_a_worker_that_is_silent_is_not_counted(call: Call) -> None:
    WorkerProcess.objects.create(name="w", slots=8, seen_at=timezone.now() - timedelta(hours=1))

    assert json.loads(call("stats", "--json").out)["pool"]["processes"] == 0


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=50))
def test_a_timer_lies_within_what_it_measured(lengths: list[float]) -> None:
    timer = timer_of((NOON, NOON + timedelta(seconds=length)) for length in lengths)

    assert timer.count == len(lengths)
    assert timer.mean_s == pytest.approx(statistics.fmean(lengths), abs=1e-5)
    assert timer.p50_s is not None
    assert timer.p95_s is not None
    assert timer.p99_s is not None
    low, high = min(lengths) - 1e-5, max(lengths) + 1e-5
    assert low <= timer.p50_s <= timer.p95_s + 1e-9 <= timer.p99_s + 2e-9 <= high


def lines_of(called: Called) -> list[dict[str, object]]:
    return [json.loads(line) for line in called.out.splitlines()]


def an_execution_with_events(team: str = "one", count: int = 3) -> Execution:
    execution = an_execution(a_workflow(a_team(team)))
    some_events(execution, count)
    return execution


def test_events_are_one_object_a_line_in_order(call: Call) -> None:
    execution = an_execution_with_events()

    lines = lines_of(call("export_events"))

    assert [line["number"] for line in lines] == [1, 2, 3]
    assert {line["execution"] for line in lines} == {str(execution.public_id)}
    assert lines[0]["data"] == {}


def test_events_are_chosen_by_execution_team_name_severity_and_time(call: Call) -> None:
    mine = an_execution_with_events("one")
    an_execution_with_events("two", count=2)
    Event.objects.filter(execution=mine, number=3).update(
        name="task:failed", severity=EventSeverity.ERROR, at=NOON
    )

    def count(*arguments: str) -> int:
        return len(lines_of(call("export_events", *arguments)))

    assert count() == 5
    assert count("--execution", str(mine.public_id)) == 3
    assert count("--team", "two") == 2
    assert count("--name", "task:failed") == 1
    assert count("--severity", "warning") == 1
    assert count("--since", (NOON + timedelta(seconds=1)).isoformat()) == 4
    assert count("--since", "2026-06-02") == 4


def test_events_go_to_a_file(call: Call, tmp_path: Path) -> None:
    an_execution_with_events()
    file = tmp_path / "events.jsonl"

    called = call("export_events", "-o", str(file))

    assert called.out == ""
    assert len(file.read_text().splitlines()) == 3


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01", ""])
def test_a_time_that_is_none_is_wrong_usage(call: Call, since: str) -> None:
    called = call("export_events", "--since", since or " ")

    assert called.code == 2
