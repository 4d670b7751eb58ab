"""What a start or retry will cost, told from real runs of the same tasks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.engine import functions
from tests.engine.documents import call, document, map_of, transform
from tests.engine.test_budget import Model
from tests.engine.worker import Person, ended, running_worker, states
from workflows.drafts import drafts
from workflows.engine.parts import Parts
from workflows.errors import AccessDenied, IllegalMove, NotFound
from workflows.models import Role, Workflow
from workflows.planning.estimating import Estimate
from workflows.services.executions import retry_execution
from workflows.services.start_plans import plan_retry, plan_start

ASK = {"kind": "agent", "agent": "writer", "input": {"prompt": "x"}}
CHAIN = document("a>b", "b>c", a=ASK, b=transform(1), c=ASK)


@pytest.fixture
def model(engine: None, ada: Person) -> Iterator[Model]:
    ada.agent("writer")
    model = Model(cost_microusd=600_000)
    with running_worker(parts=Parts(call_model=model)):
        yield model


def told(person: Person, workflow: Workflow, **options: Any) -> Estimate:
    planned = plan_start(user=person.user, workflow_id=workflow.public_id, draft=True, **options)
    return planned.estimate


def run(person: Person, workflow: Workflow, **options: Any) -> Any:
    return ended(person.start_workflow(workflow, draft=True, **options))


def test_before_the_first_run_there_is_nothing_to_go_by(model: Model, ada: Person) -> None:
    found = told(ada, ada.publish(CHAIN))

    assert (found.cost_microusd, found.duration_s, found.executions) == (None, None, 0)
    assert (found.tasks, found.tasks_known, found.model_tasks) == (3, 0, 2)


def test_the_last_runs_tell_what_the_next_costs_and_takes(model: Model, ada: Person) -> None:
    workflow = ada.publish(CHAIN)
    run(ada, workflow)

    whole, part = told(ada, workflow), told(ada, workflow, around=("to", "b"))

    assert (whole.cost_microusd, whole.executions) == (1_200_000, 1)
    assert (part.cost_microusd, part.model_tasks, part.model_tasks_known) == (600_000, 1, 1)
    assert whole.duration_s is not None
    assert part.duration_s is not None
    assert 0 < part.duration_s <= whole.duration_s < 20


def test_a_part_that_has_run_is_told_as_a_part(model: Model, ada: Person) -> None:
    workflow = ada.publish(CHAIN)
    run(ada, workflow, around=("to", "b"))

    found = told(ada, workflow)

    assert (found.cost_microusd, found.model_tasks_known, found.model_tasks) == (600_000, 1, 2)
    assert (found.tasks_known, found.tasks) == (2, 3)


def test_outputs_that_were_taken_over_say_nothing(model: Model, ada: Person) -> None:
    workflow = ada.publish(CHAIN)
    run(ada, workflow, outputs={"a": "given"}, only=["b", "c"])

    found = told(ada, workflow)

    assert (found.cost_microusd, found.model_tasks_known) == (600_000, 1)


def test_a_map_costs_what_all_inside_it_cost(model: Model, ada: Person) -> None:
    inside = {**ASK, "parent": "m"}
    workflow = ada.publish(document(m=map_of([1, 2, 3], result="{{ tasks.x.output }}"), x=inside))
    run(ada, workflow)

    assert told(ada, workflow).cost_microusd == 1_800_000


def test_a_task_that_is_of_another_kind_now_counts_as_new(model: Model, ada: Person) -> None:
    workflow = ada.publish(CHAIN)
    run(ada, workflow)
    changed = CHAIN | {"tasks": CHAIN["tasks"] | {"b": ASK | {"depends_on": ["a"]}}}
    drafts().replace(workflow, changed, by=ada.user, expected=None)

    found = told(ada, workflow)

    assert (found.tasks_known, found.model_tasks, found.model_tasks_known) == (2, 3, 2)


def test_a_model_without_a_price_is_not_called_free(model: Model, ada: Person) -> None:
    model.cost_microusd = 0
    workflow = ada.publish(CHAIN)
    run(ada, workflow)

    assert told(ada, workflow).unpriced == 2


def test_local_and_scripted_models_are_free(worker: object, ada: Person) -> None:
    ada.agent("writer", answer="yes")
    workflow = ada.publish(CHAIN)
    run(ada, workflow)

    found = told(ada, workflow)

    assert (found.cost_microusd, found.unpriced, found.model_tasks_known) == (0, 0, 2)


@pytest.mark.parametrize("from_task", [None, "b"])
def test_a_retry_does_what_its_plan_says(
    worker: object, ada: Person, from_task: str | None
) -> None:
    wrong = call("test.fails_unless_fixed", {"value": 1, "bad": [1]})
    raw = document("a>b", "a>d", "b>c", a=transform(1), b=transform(1), c=wrong, d=transform(2))
    failed = run(ada, ada.publish(raw))

    options: dict[str, Any] = {"execution_id": failed.public_id, "from_task": from_task}
    planned = plan_retry(user=ada.user, **options)
    functions.failures["fixed"] = 1
    again = ended(retry_execution(user=ada.user, **options))

    worked = again.task_runs.exclude(started_at=None).values_list("task", flat=True)
    assert set(planned.runs) == set(worked)
    assert {each.task for each in planned.reused} == set("abcd") - set(worked)
    known = {task for task, state in states(failed).items() if state == "succeeded"}
    assert planned.estimate.tasks_known == len(known & set(worked))


def test_a_retry_of_a_document_without_a_workflow_is_told_too(model: Model, ada: Person) -> None:
    done = ada.run(CHAIN)

    planned = plan_retry(user=ada.user, execution_id=done.public_id, from_task="c")

    assert (planned.runs, planned.estimate.cost_microusd) == (("c",), 600_000)
    with pytest.raises(IllegalMove):
        plan_retry(user=ada.user, execution_id=done.public_id)


def test_nobody_is_told_of_what_they_may_not_run(model: Model, ada: Person) -> None:
    done = run(ada, ada.publish(CHAIN))
    viewer = Person.make("eve", ada.team, Role.VIEWER)

    with pytest.raises(AccessDenied):
        plan_retry(user=viewer.user, execution_id=done.public_id, from_task="a")
    with pytest.raises(NotFound):
        plan_retry(user=Person.make("mal").user, execution_id=done.public_id, from_task="a")


def test_what_a_condition_skipped_is_not_said_to_run_again(worker: object, ada: Person) -> None:
    wrong = call("test.fails_unless_fixed", {"value": 1, "bad": [1]})
    raw = document("a>b", a=transform(1, when="false"), b=transform(1), c=wrong)
    failed = run(ada, ada.publish(raw))

    assert plan_retry(user=ada.user, execution_id=failed.public_id).runs == ("c",)
