"""Outputs whose file is gone: what needs them fails for good and says what is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.engine.by_hand import ByHand
from tests.engine.documents import call, document, map_of, retrying, transform
from tests.engine.worker import Person, events, run_of, state, states
from tests.forgetting import forget_rows
from workflows.engine.outputs import task_output
from workflows.engine.recovery import Ticker
from workflows.errors import OutputLost
from workflows.models import Execution, TaskRun

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
BIG = call("test.big", {"characters": 300_000})


def files() -> list[Path]:
    return [path for path in (Path(settings.DATA_DIR) / "payloads").rglob("*") if path.is_file()]


def lose_files() -> None:
    """As after a disk was replaced: the rows are there, the files are not."""
    assert files()
    shutil.rmtree(Path(settings.DATA_DIR) / "payloads")
    forget_rows()


def damage_files() -> None:
    for path in files():
        path.write_bytes(path.read_bytes()[:1_000])
    forget_rows()


def begun(ada: Person, hand: ByHand, raw: dict[str, Any]) -> Execution:
    """An execution in which the big output of `a` has been handed in."""
    execution = ada.start(raw)
    hand.hand_in(hand.claim_all()["a"])
    return execution


@pytest.mark.parametrize("lose", [lose_files, damage_files])
def test_a_wake_up_that_needs_a_lost_output_fails_the_task_for_good(
    hand: ByHand, ada: Person, lose: Callable[[], None]
) -> None:
    raw = document(
        "a>w", "w>b", a=BIG, w={"kind": "wait", "duration_s": 60},
        b=transform(when="tasks.a.output == 'x'"),
    )  # fmt: skip
    execution = begun(ada, hand, raw)
    hand.run_all()
    lose()
    TaskRun.objects.filter(not_before__isnull=False).update(not_before=LONG_AGO)

    Ticker("me").tick()

    assert states(execution) == {"a": "succeeded", "w": "succeeded", "b": "failed"}
    assert state(execution) == "failed"
    assert "The output of “a” is lost" in run_of(execution, "b").reason
    told = execution.event_log.get(name="task:failed", subject="b").data
    assert '"code": "output_lost"' in told


def test_an_attempt_that_needs_a_lost_output_is_not_tried_again(hand: ByHand, ada: Person) -> None:
    reader = transform("{{ tasks.a.output }}", retry=retrying(5, initial_delay_s=0))
    execution = begun(ada, hand, document("a>b", a=BIG, b=reader))
    lose_files()

    hand.run_all()

    assert run_of(execution, "b").attempt == 1
    assert run_of(execution, "b").reason.startswith("output_lost: The output of “a” is lost")


def test_a_workflow_whose_outputs_need_a_lost_one_fails(hand: ByHand, ada: Person) -> None:
    raw = document("a>b", a=BIG, outputs={"big": "{{ tasks.a.output }}"})
    execution = begun(ada, hand, raw)
    lose_files()

    hand.run_all()

    assert (state(execution), execution.error_code) == ("failed", "output_lost")
    assert "“a”" in execution.error_message


def test_a_map_whose_result_needs_a_lost_output_fails(hand: ByHand, ada: Person) -> None:
    raw = document(
        "a>b", m=map_of([7], result="{{ tasks.a.output | length }}"),
        a=BIG | {"parent": "m"}, b=transform(parent="m"),
    )  # fmt: skip
    execution = ada.start(raw)
    hand.hand_in(hand.claim()[0])
    hand.hand_in(hand.claim_all()["a[0]"])
    lose_files()

    hand.run_all()

    assert run_of(execution, "m").reason.startswith("output_lost")
    assert "“a[0]”" in run_of(execution, "m").reason


def test_a_loop_whose_condition_needs_a_lost_output_fails(hand: ByHand, ada: Person) -> None:
    loop = {
        "kind": "loop",
        "until": "tasks.a.output == 'x'",
        "max_turns": 3,
        "result": "{{ turn }}",
    }
    raw = document("a>b", l=loop, a=BIG | {"parent": "l"}, b=transform(parent="l"))
    execution = ada.start(raw)
    hand.hand_in(hand.claim()[0])
    hand.hand_in(hand.claim_all()["a[0]"])
    lose_files()

    hand.run_all()

    assert run_of(execution, "l").reason.startswith("output_lost")


def test_a_lost_output_may_be_handled_like_any_failure(hand: ByHand, ada: Person) -> None:
    raw = document(
        "a>b", "b>c", a=BIG, b=transform("{{ tasks.a.output }}", on_error={"output": "none"})
    )
    execution = begun(ada, hand, raw)
    lose_files()

    hand.run_all()

    assert state(execution) == "succeeded"
    assert events(execution, "task:failed") == []


def test_one_who_asks_for_a_lost_output_hears_that_it_is_lost(hand: ByHand, ada: Person) -> None:
    execution = begun(ada, hand, document(a=BIG))
    lose_files()

    with pytest.raises(OutputLost, match="is gone"):
        task_output(run_of(execution, "a"))
