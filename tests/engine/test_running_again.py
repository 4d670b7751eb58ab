"""Retry, re-run, one task alone, up to here: a new execution that keeps what it may."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.engine import functions
from tests.engine.documents import Task, call, document, map_of, transform
from tests.engine.worker import Person, ended, output_of, outputs, run_of, state, states
from workflows.drafts import drafts
from workflows.errors import DocumentInvalid, IllegalMove, InputsInvalid, InvalidInput
from workflows.models import Execution, TaskRunFlag, Workflow
from workflows.services.executions import retry_execution, run_task
from workflows.services.publishing import publish
from workflows.services.start_plans import plan_retry

pytestmark = pytest.mark.usefixtures("worker")


def flaky(**fields: object) -> dict[str, object]:
    return call("test.fails_unless_fixed", {"value": 1, "bad": [1]}, **fields)


def note(text: str, **fields: object) -> dict[str, object]:
    return call("test.note", {"text": text}, **fields)


def again(person: Person, execution: Execution, **options: object) -> Execution:
    """Retry once everything is well."""
    functions.failures["fixed"] = 1
    return ended(
        retry_execution(user=person.user, execution_id=execution.public_id, **options)  # type: ignore[arg-type]
    )


def test_a_retry_keeps_the_outputs_of_what_succeeded(ada: Person) -> None:
    raw = document(
        "a>b", "b>c", a=note("a"), b=flaky(), c=transform("{{ tasks.a.output }}!"),
        outputs={"c": "{{ tasks.c.output }}"},
    )  # fmt: skip
    failed = ada.run(raw)

    retried = again(ada, failed)

    assert outputs(retried) == {"c": "a!"}
    assert functions.calls.count("a") == 1
    assert retried.retry_of_id == failed.pk
    assert run_of(retried, "a").flags & TaskRunFlag.REUSED
    assert state(failed) == "failed"


def test_a_retry_of_a_retry_finds_the_first_output(ada: Person) -> None:
    raw = document("a>b", a=note("a"), b=flaky(), outputs={"a": "{{ tasks.a.output }}"})
    first = ada.run(raw)
    second = ended(retry_execution(user=ada.user, execution_id=first.public_id))

    third = again(ada, second)

    assert outputs(third) == {"a": "a"}
    assert functions.calls.count("a") == 1


def test_a_retry_reports_anew_on_work_that_a_failure_had_kept_from_running(ada: Person) -> None:
    raw = document(
        "work>report", first=flaky(priority="urgent"), work=note("work"),
        report=transform("{{ tasks.work.status }}", join="always"),
        settings={"max_parallel": 1},
    )  # fmt: skip
    failed = ada.run(raw)
    assert states(failed) == {"first": "failed", "work": "skipped", "report": "succeeded"}

    retried = again(ada, failed)

    assert output_of(retried, "report") == "succeeded"


def test_a_re_run_makes_nothing_of_an_output_that_is_no_longer_true(ada: Person) -> None:
    raw = document(
        "rate>read", rate=flaky(on_error="continue"), read=transform("{{ tasks.rate.output }}"),
        other=note("other"),
    )  # fmt: skip
    execution = ada.run(raw)

    rerun = again(ada, execution, from_task="other")

    assert [output_of(rerun, task) for task in ("rate", "read")] == [1, 1]


def test_a_retry_takes_the_same_branch(ada: Person) -> None:
    cases = [{"name": "yes", "when": "true"}, {"name": "no", "when": "true"}]
    raw = document(
        "check.yes>b", "check.no>c", check={"kind": "branch", "cases": cases}, b=flaky(),
    )  # fmt: skip

    retried = again(ada, ada.run(raw))

    assert states(retried) == {"check": "succeeded", "b": "succeeded", "c": "skipped"}


def test_a_retry_runs_only_the_items_that_failed(ada: Person) -> None:
    one = call("test.fails_unless_fixed", {"value": "{{ item }}", "bad": [2]}, parent="m")
    failed = ada.run(document(m=map_of([1, 2, 3], max_parallel=1), one=one))
    before = list(functions.calls)

    retried = again(ada, failed)

    assert output_of(retried, "m") == [1, 2, 3]
    assert before == ["1", "2"]
    assert functions.calls[2:] == ["2", "3"]


def rated(one: Task) -> dict[str, Any]:
    """A map behind a task that fails and is passed over; the second item fails too."""
    check = call("test.fails_unless_fixed", {"value": "{{ item }}", "bad": [2]}, parent="m")
    result = "{{ tasks.one.output }}"
    return document(
        "rate>m", "check>one", rate=flaky(on_error="continue"),
        m=map_of([1, 2], max_parallel=1, result=result), check=check, one=one | {"parent": "m"},
    )  # fmt: skip


def test_a_retry_runs_items_again_that_read_what_is_made_anew(ada: Person) -> None:
    failed = ada.run(rated(transform(["{{ item }}", "{{ tasks.rate.output }}"])))

    retried = again(ada, failed)

    assert output_of(retried, "m") == [[1, 1], [2, 1]]


def test_a_retry_keeps_items_that_read_nothing_of_what_is_made_anew(ada: Person) -> None:
    failed = ada.run(rated(note("{{ 'item ' ~ item }}")))

    again(ada, failed)

    assert functions.calls.count("item 1") == 1


def test_a_retry_runs_items_of_a_turn_again_whose_turn_before_gave_something_else(
    ada: Person,
) -> None:
    one = call(
        "test.fails_unless_fixed", {"value": "{{ item }}", "bad": ["{{ turn + 1 }}"]}, parent="m"
    )
    raw = document(
        "n>m", "one>seen",
        again={"kind": "loop", "until": "turn == 1", "max_turns": 2,
               "result": {"n": "{{ tasks.n.output }}", "m": "{{ tasks.m.output }}"}},
        n=call("test.counts", parent="again"),
        m=map_of([3, 2], parent="again", max_parallel=1, result="{{ tasks.seen.output }}"),
        one=one, seen=transform("{{ previous.n if previous else 0 }}", parent="m"),
    )  # fmt: skip
    failed = ada.run(raw)
    assert state(failed) == "failed"

    assert output_of(again(ada, failed), "again") == {"n": 4, "m": [3, 3]}


def test_a_retry_with_another_version_runs_all_items(ada: Person) -> None:
    workflow = ada.publish(rated(transform("old")) | {"name": "Items"})
    failed = ended(ada.start_workflow(workflow))
    newer = rated(transform("new")) | {"name": "Items"}
    drafts().replace(workflow, newer, by=ada.user, expected=None)
    publish(user=ada.user, workflow_id=workflow.public_id)

    assert output_of(again(ada, failed, version="newest"), "m") == ["new", "new"]


def test_a_re_run_from_a_task_runs_it_and_all_after_it(ada: Person) -> None:
    execution = ada.run(document("a>b", "b>c", a=note("a"), b=note("b"), c=note("c")))

    rerun = again(ada, execution, from_task="b")

    assert state(rerun) == "succeeded"
    assert functions.calls == ["a", "b", "c", "b", "c"]


def test_a_re_run_from_a_map_runs_all_its_items(ada: Person) -> None:
    execution = ada.run(document(m=map_of([1, 2]), one=note("n{{ index }}", parent="m")))

    rerun = again(ada, execution, from_task="m")

    assert output_of(rerun, "m") == ["n0", "n1"]
    assert sorted(functions.calls) == ["n0", "n0", "n1", "n1"]


def test_a_re_run_from_a_sub_workflow_runs_all_of_it(ada: Person) -> None:
    other = ada.publish(document(name="Other", a=note("inside")))
    execution = ada.run(document(sub={"kind": "workflow", "workflow": other.slug}))

    again(ada, execution, from_task="sub")

    assert functions.calls == ["inside", "inside"]


def test_a_re_run_needs_a_task_of_the_execution(ada: Person) -> None:
    execution = ada.run(document(m=map_of([1]), one=transform(parent="m")))

    for name in ("one", "nowhere"):
        with pytest.raises(InvalidInput):
            again(ada, execution, from_task=name)


def test_nothing_is_retried_where_nothing_failed(ada: Person) -> None:
    with pytest.raises(IllegalMove):
        again(ada, ada.run(document("a")))


def test_what_runs_cannot_be_retried(ada: Person) -> None:
    execution = ada.start(document(a=call("test.gated")))

    with pytest.raises(IllegalMove):
        retry_execution(user=ada.user, execution_id=execution.public_id)

    functions.gate().open()
    ended(execution)


def test_a_retry_takes_the_same_version_or_the_newest(ada: Person) -> None:
    workflow = ada.publish(document("a>b", name="Versions", a=note("a"), b=flaky()))
    failed = ended(ada.start_workflow(workflow))
    newer = document("a>b", name="Versions", a=note("newer"), b=note("fixed"))
    drafts().replace(workflow, newer, by=ada.user, expected=None)
    publish(user=ada.user, workflow_id=workflow.public_id)

    same = ended(retry_execution(user=ada.user, execution_id=failed.public_id))
    newest = again(ada, failed, version="newest")

    assert state(same) == "failed"
    assert state(newest) == "succeeded"
    assert newest.version_id != failed.version_id
    assert functions.calls == ["a", "1", "1", "fixed"]


def test_one_task_runs_alone_on_given_outputs(ada: Person) -> None:
    raw = document("a>b", "b>c", a=note("a"), b=transform("{{ tasks.a.output }}!"), c=note("c"))
    workflow = ada.publish(raw)

    execution = ended(
        run_task(user=ada.user, workflow_id=workflow.public_id, task="b", outputs={"a": "given"})
    )

    assert output_of(execution, "b") == "given!"
    assert states(execution) == {"a": "succeeded", "b": "succeeded", "c": "skipped"}
    assert functions.calls == []


def test_a_run_up_to_here_runs_just_what_is_named(ada: Person) -> None:
    workflow = ada.publish(document("a>b", "b>c", a=note("a"), b=note("b"), c=note("c")))

    execution = ended(ada.start_workflow(workflow, only=["a", "b"]))

    assert functions.calls == ["a", "b"]
    assert states(execution)["c"] == "skipped"
    assert state(execution) == "succeeded"


def test_a_narrowed_run_takes_in_whole_containers(ada: Person) -> None:
    raw = document("a>m", m=map_of([1, 2]), one=note("one", parent="m"))
    workflow = ada.publish(raw)

    execution = ended(ada.start_workflow(workflow, only=["m"]))

    assert output_of(execution, "m") == ["one", "one"]


def test_a_retry_of_a_narrowed_run_is_narrowed_too(ada: Person) -> None:
    workflow = ada.publish(document("a>b", "b>c", a=note("a"), b=note("b"), c=flaky()))
    failed = ended(ada.start_workflow(workflow, only=["c"], outputs={"b": "given"}))

    retried = again(ada, failed)

    assert states(retried) == {"a": "skipped", "b": "succeeded", "c": "succeeded"}
    assert functions.calls == ["1", "1"]


def test_outputs_may_be_pinned_while_the_rest_runs(ada: Person) -> None:
    raw = document("a>b", a=note("a"), b=transform("{{ tasks.a.output }}"))
    workflow = ada.publish(raw)

    execution = ended(ada.start_workflow(workflow, outputs={"a": [1]}))

    assert output_of(execution, "b") == [1]
    assert functions.calls == []


def test_only_tasks_outside_containers_can_be_named(ada: Person) -> None:
    workflow = ada.publish(document(m=map_of([1]), one=transform(parent="m")))

    for narrowing in ({"only": ["one"]}, {"only": ["no"]}, {"outputs": {"no": 1}}):
        with pytest.raises(InvalidInput):
            ada.start_workflow(workflow, **narrowing)


def test_a_start_repeated_with_its_id_is_one_start(ada: Person) -> None:
    workflow = ada.publish(document(a=note("a")))
    chosen = uuid4()

    one, other = (ada.start_workflow(workflow, public_id=chosen) for _ in range(2))

    assert one.pk == other.pk
    assert one.public_id == chosen
    ended(one)
    assert functions.calls == ["a"]


def mended(**changes: Task) -> dict[str, Any]:
    """Three tasks in a row and one beside them; `changes` replace some."""
    tasks: dict[str, Any] = {
        "a": note("a"),
        "b": flaky(),
        "c": transform("{{ tasks.a.output }}!"),
        "aside": note("aside"),
    }
    return document("a>b", "b>c", outputs={"c": "{{ tasks.c.output }}"}, **{**tasks, **changes})


def failed_published(person: Person, raw: dict[str, Any]) -> tuple[Workflow, Execution]:
    workflow = person.publish(raw)
    return workflow, ended(person.start_workflow(workflow))


def test_a_retry_with_the_mended_draft_keeps_what_it_does_not_change(ada: Person) -> None:
    workflow, failed = failed_published(ada, mended())
    drafts().replace(
        workflow, mended(b=transform("mended", name="Better")), by=ada.user, expected=None
    )

    plan = plan_retry(user=ada.user, execution_id=failed.public_id, version="draft")
    retried = ended(retry_execution(user=ada.user, execution_id=failed.public_id, version="draft"))

    assert (plan.runs, [each.task for each in plan.reused]) == (("b", "c"), ["a", "aside"])
    assert outputs(retried) == {"c": "a!"}
    assert output_of(retried, "b") == "mended"
    assert (functions.calls.count("a"), functions.calls.count("aside")) == (1, 1)
    assert (retried.draft_run, retried.retry_of_id) == (True, failed.pk)
    assert retried.version.number is None


def test_what_has_changed_in_the_draft_runs_again_with_all_that_follows(ada: Person) -> None:
    workflow, failed = failed_published(ada, mended())
    moved = note("aside", name="Beside", description="Still the same", position=[9, 9])
    drafts().replace(
        workflow, mended(a=note("other"), b=transform(1), aside=moved), by=ada.user, expected=None
    )

    retried = ended(retry_execution(user=ada.user, execution_id=failed.public_id, version="draft"))

    assert outputs(retried) == {"c": "other!"}
    assert functions.calls.count("aside") == 1


def test_a_draft_with_errors_is_refused_before_anything_starts(ada: Person) -> None:
    workflow, failed = failed_published(ada, mended())
    drafts().replace(workflow, mended(b=call("no.such", {})), by=ada.user, expected=None)

    for attempt in (plan_retry, retry_execution):
        with pytest.raises(DocumentInvalid):
            attempt(user=ada.user, execution_id=failed.public_id, version="draft")

    assert Execution.objects.count() == 1


def test_a_draft_that_asks_for_more_than_the_run_was_given_is_refused(ada: Person) -> None:
    workflow, failed = failed_published(ada, mended())
    asks = {"type": "object", "required": ["who"], "properties": {"who": {"type": "string"}}}
    drafts().replace(
        workflow, {**mended(b=transform(1)), "inputs": asks}, by=ada.user, expected=None
    )

    with pytest.raises(InputsInvalid):
        retry_execution(user=ada.user, execution_id=failed.public_id, version="draft")


def test_a_run_that_was_well_is_run_again_only_for_what_the_draft_changed(ada: Person) -> None:
    workflow, done = failed_published(ada, mended(b=note("b")))
    with pytest.raises(IllegalMove):
        retry_execution(user=ada.user, execution_id=done.public_id, version="draft")

    drafts().replace(workflow, mended(b=note("better")), by=ada.user, expected=None)
    ended(retry_execution(user=ada.user, execution_id=done.public_id, version="draft"))

    assert [functions.calls.count(each) for each in ("a", "b", "better", "aside")] == [1, 1, 1, 1]


def test_a_map_runs_again_when_something_in_it_has_changed(ada: Person) -> None:
    def raw(text: str, last: Task) -> dict[str, Any]:
        return document("each>last", each=map_of([1]), inner=note(text, parent="each"), last=last)

    workflow, failed = failed_published(ada, raw("old", flaky()))
    drafts().replace(workflow, raw("new", transform(1)), by=ada.user, expected=None)

    ended(retry_execution(user=ada.user, execution_id=failed.public_id, version="draft"))

    assert (functions.calls.count("old"), functions.calls.count("new")) == (1, 1)


def test_a_run_that_was_well_is_run_again_for_other_outputs_alone(ada: Person) -> None:
    raw = document(a=note("a"), outputs={"before": "{{ tasks.a.output }}"})
    workflow, done = failed_published(ada, raw)
    drafts().replace(
        workflow, {**raw, "outputs": {"now": "{{ tasks.a.output }}"}}, by=ada.user, expected=None
    )

    retried = again(ada, done, version="draft")

    assert outputs(retried) == {"now": "a"}
    assert functions.calls == ["a"]


def test_a_narrowed_run_keeps_with_the_draft_what_it_was_given(ada: Person) -> None:
    workflow = ada.publish(document("a>b", a=note("a"), b=flaky()))
    failed = ended(ada.start_workflow(workflow, only=["b"], outputs={"a": "given"}))
    draft = document("a>b", a=note("other"), b=transform("{{ tasks.a.output }}"))
    drafts().replace(workflow, draft, by=ada.user, expected=None)

    retried = again(ada, failed, version="draft")

    assert output_of(retried, "b") == "given"
    assert "other" not in functions.calls
