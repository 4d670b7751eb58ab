"""This one, to here, from here: what runs, and whose outputs are taken."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engine.by_hand import FAILED, ByHand
from tests.engine.documents import branch, document, map_of, transform
from tests.engine.worker import Person, output_of, states
from workflows.drafts import drafts
from workflows.errors import AccessDenied, InvalidInput, NotFound
from workflows.models import Execution, Role, Workflow
from workflows.services.executions import cancel_execution, retry_execution
from workflows.services.pinned_outputs import pin_output
from workflows.services.start_plans import StartPlan, plan_start

pytestmark = pytest.mark.usefixtures("hand")
# a → b → d, c → d; e stands alone.
DIAMOND = document(
    "a>b", "b>d", "c>d",
    a=transform("a"), b=transform("{{ tasks.a.output }}b"), c=transform("c"),
    d=transform("{{ tasks.b.output }}{{ tasks.c.output }}"), e=transform("e"),
)  # fmt: skip


def plan(person: Person, workflow: Workflow, **options: Any) -> StartPlan:
    return plan_start(user=person.user, workflow_id=workflow.public_id, draft=True, **options)


def run(person: Person, hand: ByHand, workflow: Workflow, **options: Any) -> Execution:
    """Start the draft, work until it ended, and check that what was planned has happened."""
    planned = plan(person, workflow, **options)
    execution = person.start_workflow(workflow, draft=True, **options)
    hand.run_all()
    ends = states(execution)
    assert {t for t, s in ends.items() if s == "succeeded" and "[" not in t} >= {
        *planned.pinned, *planned.given, *(reuse.task for reuse in planned.reused)
    }  # fmt: skip
    execution.refresh_from_db()
    assert execution.is_final
    return execution


def reused(planned: StartPlan) -> list[str]:
    return [reuse.task for reuse in planned.reused]


def test_a_plain_start_runs_everything_and_names_it_in_running_order(ada: Person) -> None:
    workflow = ada.publish(DIAMOND)

    planned = plan(ada, workflow)

    assert planned.runs == ("a", "c", "e", "b", "d")
    assert [*planned.pinned, *planned.given, *planned.reused] == []


def test_to_here_runs_what_it_waits_for_and_nothing_else(ada: Person, hand: ByHand) -> None:
    workflow = ada.publish(DIAMOND)

    execution = run(ada, hand, workflow, around=("to", "b"))

    assert output_of(execution, "b") == "ab"
    left = {task for task, state in states(execution).items() if state == "skipped"}
    assert left == {"c", "d", "e"}


def test_to_here_stops_at_pins(ada: Person, hand: ByHand) -> None:
    workflow = ada.publish(DIAMOND)
    pin_output(user=ada.user, workflow_id=workflow.public_id, task="b", output="pin")

    planned = plan(ada, workflow, around=("to", "d"))
    execution = run(ada, hand, workflow, around=("to", "d"))

    assert (planned.runs, planned.pinned) == (("c", "d"), ("b",))
    assert output_of(execution, "d") == "pinc"


def test_this_one_takes_earlier_outputs(ada: Person, hand: ByHand) -> None:
    workflow = ada.publish(DIAMOND)
    earlier = run(ada, hand, workflow)
    changed = DIAMOND | {"tasks": DIAMOND["tasks"] | {"a": transform("changed")}}
    drafts().replace(workflow, changed, by=ada.user, expected=None)

    planned = plan(ada, workflow, around=("alone", "b"))
    execution = run(ada, hand, workflow, around=("alone", "b"))

    assert planned.runs == ("b",)
    assert [(r.task, r.execution) for r in planned.reused] == [("a", earlier.public_id)]
    assert output_of(execution, "b") == "ab"


def test_what_nobody_has_yet_runs_too(ada: Person, hand: ByHand) -> None:
    workflow = ada.publish(DIAMOND)

    planned = plan(ada, workflow, around=("alone", "d"))

    assert planned.runs == ("a", "c", "b", "d")
    assert output_of(run(ada, hand, workflow, around=("alone", "d")), "d") == "abc"


def test_outputs_are_found_task_by_task_in_the_newest_run_that_has_them(
    ada: Person, hand: ByHand
) -> None:
    workflow = ada.publish(DIAMOND)
    whole = run(ada, hand, workflow)
    part = run(ada, hand, workflow, around=("to", "b"))

    planned = plan(ada, workflow, around=("alone", "d"))

    assert {r.task: r.execution for r in planned.reused} == {
        "b": part.public_id, "c": whole.public_id,
    }  # fmt: skip


def test_from_here_runs_all_that_follows(ada: Person, hand: ByHand) -> None:
    workflow = ada.publish(DIAMOND)
    run(ada, hand, workflow)

    planned = plan(ada, workflow, around=("from", "b"))

    assert (planned.runs, reused(planned)) == (("b", "d"), ["a", "c"])


def test_from_here_goes_on_behind_a_pin_and_runs_a_named_task_that_is_pinned(
    ada: Person, hand: ByHand
) -> None:
    workflow = ada.publish(DIAMOND)
    run(ada, hand, workflow)
    for task in ("a", "b"):
        pin_output(user=ada.user, workflow_id=workflow.public_id, task=task, output="pin")

    planned = plan(ada, workflow, around=("from", "a"))

    assert (planned.runs, planned.pinned) == (("a", "d"), ("b",))


def test_from_here_follows_the_decision_that_is_not_made_anew(ada: Person, hand: ByHand) -> None:
    raw = document(
        "check.yes>b", "check.no>c", "x>b", "x>c", check=branch("yes", "no"),
        x=transform(), b=transform(), c=transform(),
    )  # fmt: skip
    workflow = ada.publish(raw)
    run(ada, hand, workflow)

    planned = plan(ada, workflow, around=("from", "x"))

    assert (planned.runs, reused(planned)) == (("x", "b"), ["check"])


def test_what_was_skipped_stays_skipped(ada: Person, hand: ByHand) -> None:
    raw = document("a>b", a=transform(when="false"), b=transform("{{ tasks.a.status }}"))
    workflow = ada.publish(raw)
    run(ada, hand, workflow)

    planned = plan(ada, workflow, around=("alone", "b"))

    assert (planned.runs, planned.reused) == (("b",), [])


def test_what_the_inside_of_a_container_reads_is_taken_along(ada: Person, hand: ByHand) -> None:
    raw = document(
        "a>m", a=transform("a"), m=map_of([1], result="{{ tasks.one.output }}"),
        one=transform("{{ tasks.a.output }}", parent="m"),
    )  # fmt: skip
    workflow = ada.publish(raw)
    run(ada, hand, workflow)

    planned = plan(ada, workflow, around=("alone", "m"))

    assert (planned.runs, reused(planned)) == (("m",), ["a"])
    assert output_of(run(ada, hand, workflow, around=("alone", "m")), "m") == ["a"]


def test_a_pinned_output_of_an_earlier_run_is_no_output_of_the_task(
    ada: Person, hand: ByHand
) -> None:
    workflow = ada.publish(DIAMOND)
    pin_output(user=ada.user, workflow_id=workflow.public_id, task="a", output="pin")
    run(ada, hand, workflow)

    planned = plan(ada, workflow, around=("alone", "b"), pins=False)

    assert planned.runs == ("a", "b")


def test_an_output_that_a_start_made_up_is_no_output_of_the_task(ada: Person, hand: ByHand) -> None:
    workflow = ada.publish(DIAMOND)
    made_up = run(ada, hand, workflow, around=("alone", "b"), outputs={"a": "made up"})

    planned = plan(ada, workflow, around=("alone", "b"))
    published = ada.start_workflow(workflow, around=("alone", "b"))
    hand.run_all()

    assert output_of(made_up, "b") == "made upb"
    assert (planned.runs, planned.reused) == (("a", "b"), [])
    assert output_of(published, "b") == "ab"


def test_nor_is_one_that_a_retry_took_over(ada: Person, hand: ByHand) -> None:
    workflow = ada.publish(DIAMOND)
    failed = ada.start_workflow(workflow, around=("alone", "b"), outputs={"a": "made up"})
    for work in hand.claim():
        hand.hand_in(work, FAILED)
    retried = retry_execution(user=ada.user, execution_id=failed.public_id)
    hand.run_all()

    assert output_of(retried, "b") == "made upb"
    assert plan(ada, workflow, around=("alone", "b")).runs == ("a", "b")


def test_each_earlier_run_is_read_once_however_long_the_chain(ada: Person, hand: ByHand) -> None:
    names = [f"t{i}" for i in range(30)]
    edges = [f"{one}>{next_}" for one, next_ in pairwise(names)]
    tasks: dict[str, Any] = {name: transform() for name in names}
    workflow = ada.publish(document(*edges, **tasks))
    for _ in range(3):
        execution = ada.start_workflow(workflow)
        cancel_execution(user=ada.user, execution_id=execution.public_id)

    with CaptureQueriesContext(connection) as asked:
        planned = plan(ada, workflow, around=("alone", names[-1]))

    assert planned.runs == tuple(names)
    # Once for outputs, and once for what it cost.
    assert sum("workflows_taskrun" in each["sql"] for each in asked) == 2 * 3


def test_what_failed_earlier_runs_again(ada: Person, hand: ByHand) -> None:
    workflow = ada.publish(document("a>b", a=transform(), b=transform("{{ tasks.a.output }}")))
    ada.start_workflow(workflow, draft=True)
    for work in hand.claim():
        hand.hand_in(work, FAILED)

    assert plan(ada, workflow, around=("alone", "b")).runs == ("a", "b")


def test_a_task_that_is_not_there_is_named(ada: Person) -> None:
    workflow = ada.publish(DIAMOND)

    with pytest.raises(InvalidInput) as refused:
        plan(ada, workflow, around=("to", "nowhere"))

    assert [p.path for p in refused.value.problems] == ["/to"]


def test_strangers_and_viewers_plan_nothing(ada: Person) -> None:
    workflow = ada.publish(DIAMOND)
    stranger, viewer = Person.make("eve"), Person.make("vic", ada.team, Role.VIEWER)

    with pytest.raises(NotFound):
        plan(stranger, workflow)
    with pytest.raises(AccessDenied):
        plan(viewer, workflow)
    assert not Execution.objects.exists()
