"""Loops: turns, their results, their bounds."""

from __future__ import annotations

import pytest

from tests.engine.documents import call, document, transform
from tests.engine.worker import Person, output_of, run_of, state, states
from workflows.models import TaskRunFlag

pytestmark = pytest.mark.usefixtures("worker")


def test_a_turn_sees_the_one_before_and_its_number(ada: Person) -> None:
    raw = document(
        again={"kind": "loop", "until": "turn >= 2", "max_turns": 5},
        one=transform(["{{ turn }}", "{{ previous }}"], parent="again"),
    )

    execution = ada.run(raw)

    assert output_of(execution, "again") == [2, [1, [0, None]]]


def test_a_loop_that_never_holds_ends_at_its_bound(ada: Person) -> None:
    raw = document(
        again={"kind": "loop", "until": "false", "max_turns": 3},
        one=transform("{{ turn }}", parent="again"),
    )

    execution = ada.run(raw)

    assert output_of(execution, "again") == 2
    assert run_of(execution, "again").flags & TaskRunFlag.EXHAUSTED


def test_a_loop_that_holds_at_its_last_turn_is_not_exhausted(ada: Person) -> None:
    raw = document(
        again={"kind": "loop", "until": "turn == 2", "max_turns": 3},
        one=transform("{{ turn }}", parent="again"),
    )

    execution = ada.run(raw)

    assert not run_of(execution, "again").flags & TaskRunFlag.EXHAUSTED


def test_a_failed_turn_fails_its_loop(ada: Person) -> None:
    raw = document(
        again={"kind": "loop", "until": "false", "max_turns": 5},
        one=call("test.fails_if", {"value": "{{ turn }}", "bad": [1]}, parent="again"),
    )

    execution = ada.run(raw)

    assert state(execution) == "failed"
    assert "Turn 1 failed" in run_of(execution, "again").reason
    assert states(execution).keys() == {"again", "one[0]", "one[1]"}


def test_a_handled_failure_does_not_fail_its_turn(ada: Person) -> None:
    raw = document(
        "one.failed>other",
        again={"kind": "loop", "until": "true", "max_turns": 2},
        one=call("test.fails", parent="again"),
        other=transform("repaired", parent="again"),
    )

    execution = ada.run(raw)

    assert output_of(execution, "again") == "repaired"


def test_a_condition_that_breaks_fails_the_loop(ada: Person) -> None:
    raw = document(
        again={"kind": "loop", "until": "1 / turn > 2", "max_turns": 2},
        one=transform(parent="again"),
    )

    execution = ada.run(raw)

    assert states(execution)["again"] == "failed"


def test_a_loop_in_a_map_turns_for_each_item(ada: Person) -> None:
    raw = document(
        each={"kind": "map", "over": [1, 3]},
        grow={"kind": "loop", "until": "tasks.one.output >= 4", "max_turns": 9, "parent": "each"},
        one=transform("{{ (previous | default(item)) + 1 }}", parent="grow"),
    )

    execution = ada.run(raw)

    assert output_of(execution, "each") == [4, 4]
    assert "one[0.2]" in states(execution)
    assert "one[1.1]" not in states(execution)
