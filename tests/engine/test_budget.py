"""Budgets: what was done is kept, the rest does not run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.engine.documents import Task, approval, document, transform
from tests.engine.worker import Person, ended, output_of, running_worker, state, states
from workflows.engine.parts import Parts
from workflows.models import Event, Execution, Workflow
from workflows.providers import ModelAnswer, ModelCall, OnMessage, OnText


@dataclass
class Model:
    """Answers at a price."""

    cost_microusd: int
    calls: list[ModelCall] = field(default_factory=list)

    async def __call__(
        self, call: ModelCall, *, on_text: OnText, on_message: OnMessage
    ) -> ModelAnswer:
        self.calls.append(call)
        return ModelAnswer(
            output=call.prompt, text=call.prompt, provider="priced", model="m", input_tokens=1,
            output_tokens=2, cost_microusd=self.cost_microusd, requests=1, finish_reason="stop",
        )  # fmt: skip


@pytest.fixture
def model(engine: None, ada: Person) -> Iterator[Model]:
    ada.agent("writer")
    model = Model(cost_microusd=600_000)
    with running_worker(parts=Parts(call_model=model)):
        yield model


ASK = {"kind": "agent", "agent": "writer", "input": {"prompt": "x"}}
CHAIN = document("a>b", "b>c", a=ASK, b=ASK, c=ASK)


def test_costs_and_tokens_add_up(model: Model, ada: Person) -> None:
    execution = ada.run(CHAIN)

    assert execution.cost_microusd == 1_800_000
    assert (execution.input_tokens, execution.output_tokens) == (3, 6)


def test_a_spent_budget_stops_the_rest_and_keeps_what_was_done(model: Model, ada: Person) -> None:
    execution = ada.run(CHAIN | {"settings": {"budget": {"usd": 1}}})

    assert (state(execution), execution.error_code) == ("failed", "budget")
    assert states(execution) == {"a": "succeeded", "b": "succeeded", "c": "skipped"}
    assert output_of(execution, "b") == "x"
    assert Event.objects.filter(execution=execution, name="alert").count() == 1


def test_a_budget_that_is_not_reached_changes_nothing(model: Model, ada: Person) -> None:
    execution = ada.run(CHAIN | {"settings": {"budget": {"usd": 1.81}}})

    assert state(execution) == "succeeded"


def test_a_budget_spent_by_the_last_task_does_not_fail_what_is_done(
    model: Model, ada: Person
) -> None:
    execution = ada.run(CHAIN | {"settings": {"budget": {"usd": 1.8}}})

    assert state(execution) == "succeeded"


def test_later_tasks_can_read_what_earlier_ones_cost(model: Model, ada: Person) -> None:
    raw = document("a>b", a=ASK, b=transform("{{ tasks.a.cost_usd }}"))

    assert output_of(ada.run(raw), "b") == 0.6


def test_a_budget_also_bounds_what_those_below_spend_while_they_run(
    model: Model, ada: Person
) -> None:
    inner = ada.publish(document("a>held", name="Inner", a=ASK, held=approval()))
    middle = ada.publish(document(name="Middle", sub=running(inner)))
    raw = document("sub>b", sub=running(middle), b=ASK)

    execution = ada.run(raw | {"settings": {"budget": {"usd": 0.5}}})

    assert (state(execution), execution.error_code) == ("failed", "budget")
    assert states(execution) == {"sub": "cancelled", "b": "skipped"}
    below = Execution.objects.exclude(pk=execution.pk)
    assert {state(ended(each)) for each in below} == {"cancelled"}


def test_what_those_below_spend_within_the_budget_changes_nothing(
    model: Model, ada: Person
) -> None:
    inner = ada.publish(document("a>held", name="Inner", a=ASK, held=wait(0.5)))
    raw = document("sub>b", sub=running(inner), b=ASK)

    assert state(ada.run(raw | {"settings": {"budget": {"usd": 1.21}}})) == "succeeded"


def running(workflow: Workflow) -> Task:
    return {"kind": "workflow", "workflow": workflow.slug}


def wait(seconds: float) -> Task:
    return {"kind": "wait", "duration_s": seconds}
