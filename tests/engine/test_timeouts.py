"""Time-outs of attempts, in each lane, and of whole executions."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from tests.engine import functions
from tests.engine.documents import approval, call, document, transform
from tests.engine.worker import Person, ended, run_of, state, states, wait_until
from workflows.models import Attempt

pytestmark = pytest.mark.usefixtures("worker")


def test_a_function_that_listens_is_told_that_its_time_is_over(ada: Person) -> None:
    execution = ada.run(document(a=call("test.gated", timeout_s=0.1)))

    functions.gate().wait_for_stop()

    assert Attempt.objects.get(task_run__execution=execution).error_code == "timeout"
    assert states(execution) == {"a": "failed"}


def test_a_function_that_does_not_listen_is_given_up(ada: Person) -> None:
    execution = ada.run(document(a=call("test.deaf", timeout_s=0.1)))

    assert run_of(execution, "a").reason.startswith("timeout")
    assert not functions.gate().stopped


def test_a_late_result_of_a_given_up_attempt_changes_nothing(ada: Person) -> None:
    raw = document(
        a=call("test.deaf", timeout_s=0.1, on_error="continue"),
        b=call("test.gated", {"gate_name": "b"}),
    )
    execution = ada.start(raw)
    wait_until(lambda: states(execution)["a"] == "failed", "the time-out")

    functions.gate().open()
    functions.gate("b").open()

    assert states(ended(execution))["a"] == "failed"
    assert Attempt.objects.filter(task_run__execution=execution, task_run__task="a").count() == 1


def test_a_time_out_is_worth_another_try(ada: Person) -> None:
    rule = {"max_attempts": 2, "initial_delay_s": 0}

    execution = ada.run(document(a=call("test.gated", timeout_s=0.1, retry=rule)))

    assert run_of(execution, "a").attempt == 2


def test_a_child_process_is_killed_when_its_time_is_over(ada: Person, tmp_path: Path) -> None:
    place = tmp_path / "pid"
    arguments = {"path": str(place), "seconds": 60}

    execution = ada.run(document(a=call("test.child_sleeps", arguments, timeout_s=3)))

    assert run_of(execution, "a").reason.startswith("timeout")
    assert not psutil.pid_exists(int(place.read_text()))


def test_an_agent_that_hangs_is_given_up(ada: Person) -> None:
    ada.agent("mute", hang=True)
    ask = {"kind": "agent", "agent": "mute", "input": {"prompt": "x"}, "timeout_s": 0.1}

    execution = ada.run(document(a=ask))

    assert run_of(execution, "a").reason.startswith("timeout")


def test_an_execution_over_its_time_fails_and_skips_the_rest(ada: Person) -> None:
    raw = document("a>b", a=call("test.gated"), settings={"timeout_s": 0.3})

    execution = ada.run(raw)

    assert (state(execution), execution.error_code) == ("failed", "timeout")
    assert states(execution) == {"a": "cancelled", "b": "skipped"}


def test_an_execution_in_which_all_runs_ends_in_time_as_well(ada: Person) -> None:
    execution = ada.run(document(a=call("test.gated"), settings={"timeout_s": 0.3}))

    assert (state(execution), execution.error_code) == ("failed", "timeout")


def test_an_execution_that_waits_for_people_ends_in_time_as_well(ada: Person) -> None:
    execution = ada.run(document(a=approval(), settings={"timeout_s": 0.2}))

    assert (state(execution), execution.error_code) == ("failed", "timeout")
    assert states(execution) == {"a": "cancelled"}


def test_an_execution_over_its_time_runs_no_cleanup(ada: Person) -> None:
    raw = document(
        "a>clean", a=call("test.gated"), clean=transform(join="always"),
        settings={"timeout_s": 0.2},
    )  # fmt: skip

    execution = ada.run(raw)

    assert states(execution)["clean"] == "skipped"


def test_the_time_of_an_execution_also_ends_what_still_runs_after_a_failure(ada: Person) -> None:
    raw = document(
        a=call("test.fails"),
        b=approval(depends_on=["a"], join="always"),
        settings={"timeout_s": 0.5},
    )

    execution = ada.run(raw)

    assert (state(execution), execution.error_code) == ("failed", "timeout")
    assert states(execution) == {"a": "failed", "b": "cancelled"}
