"""What tasks log, in bounded chunks."""

from __future__ import annotations

import json

import pytest

from tests.engine.documents import call, document
from tests.engine.worker import Person
from workflows.engine.logs import CHUNK_BYTES, AttemptLog
from workflows.models import Execution, TaskLog

pytestmark = pytest.mark.usefixtures("worker")


def lines_of(execution: Execution) -> list[str]:
    chunks = TaskLog.objects.filter(execution=execution).order_by("number")
    return [json.loads(line)["message"] for each in chunks for line in each.lines.split("\n")]


def test_lines_are_kept_in_their_order(ada: Person) -> None:
    execution = ada.run(document(a=call("test.logs", {"lines": 1_000, "width": 10})))

    assert [line.split()[0] for line in lines_of(execution)] == [str(i) for i in range(1_000)]


def test_chunks_are_bounded_and_numbered(ada: Person) -> None:
    execution = ada.run(document(a=call("test.logs", {"lines": 500, "width": 100})))

    chunks = list(TaskLog.objects.filter(execution=execution).order_by("number"))
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))
    assert len(chunks) > 3
    assert all(len(chunk.lines) < CHUNK_BYTES + 9_000 for chunk in chunks)


@pytest.mark.engine_config(log_bytes=5_000)
def test_a_full_log_says_so_and_takes_no_more(ada: Person) -> None:
    execution = ada.run(document(a=call("test.logs", {"lines": 500})))

    lines = lines_of(execution)
    assert lines[-1] == "The log is full; later lines are dropped."
    assert sum(len(line) for line in lines) < 6_000


def test_a_task_that_says_nothing_leaves_no_rows(ada: Person) -> None:
    execution = ada.run(document(a=call("test.note", {"text": "x"})))

    assert not TaskLog.objects.filter(execution=execution).exists()


def test_odd_characters_do_not_break_a_log(ada: Person) -> None:
    execution = ada.run(document("a"))
    log = AttemptLog(execution.pk, 1, 1)

    log.write("nul \x00, surrogate \udc80, escape \\u0000")
    log.flush()

    assert lines_of(execution) == ["nul , surrogate ?, escape \\u0000"]
