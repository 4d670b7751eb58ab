"""The lean indexes of the hottest tables still lead the way; a scan of a long history would not."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import QuerySet

from workflows.models import Attempt, Event, Execution

READS: list[tuple[str, QuerySet[Execution] | QuerySet[Attempt] | QuerySet[Event]]] = [
    ("children of a task run", Execution.objects.filter(parent_run=7)),
    ("children of several", Execution.objects.filter(parent_run__in=[7, 8])),
    ("retries of an execution", Execution.objects.filter(retry_of=7)),
    ("a team's newest", Execution.objects.filter(team=1).order_by("-id")[:50]),
    ("a workflow's newest", Execution.objects.filter(workflow=1).order_by("-id")[:50]),
    ("attempts of a task run", Attempt.objects.filter(task_run=7).order_by("epoch")),
    ("a team's newest events", Event.objects.filter(team=1).order_by("-id")[:50]),
]


@pytest.mark.django_db
@pytest.mark.parametrize("read", [q for _, q in READS], ids=[name for name, _ in READS])
def test_a_hot_read_goes_by_an_index_and_sorts_nothing(
    read: QuerySet[Execution] | QuerySet[Attempt] | QuerySet[Event],
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("with a handful of rows PostgreSQL scans whatever it has")

    plan = read.explain()

    assert "SEARCH" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan
