"""What a worker's process remembers of rows stays within bounds, however long it runs."""

from __future__ import annotations

import gc
import weakref

import pytest

from tests.engine.documents import document
from tests.engine.worker import Person
from tests.planning.builders import plan_of as planned
from workflows.engine import payloads, plans
from workflows.engine.dialect import _kept, say
from workflows.engine.needs import needs_of_outputs
from workflows.engine.plans import plan_of
from workflows.engine.scopes import load_inputs
from workflows.models import Execution


def test_plans_are_kept_by_the_tasks_they_hold(
    engine: None, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "KEPT_TASKS", 5)
    versions = [ada.start(document(*names)).version_id for names in ("ab", "cde", "fgh")]

    first, second, third = [plan_of(version) for version in versions]

    assert plan_of(versions[2]) is third
    assert plan_of(versions[1]) is not second
    assert plan_of(versions[0]) is not first


def test_one_plan_larger_than_the_bound_is_kept_alone(
    engine: None, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "KEPT_TASKS", 1)
    version = ada.start(document("a", "b", "c")).version_id

    assert plan_of(version) is plan_of(version)


def test_knowing_what_outputs_need_keeps_no_plan_in_memory() -> None:
    plan = planned("a>b")
    needs_of_outputs(plan)
    gone = weakref.ref(plan)

    del plan
    gc.collect()

    assert gone() is None


def test_inputs_are_kept_by_their_size(
    engine: None, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payloads, "inputs", payloads.OutputCache(max_bytes=400))
    started: list[Execution] = [ada.start(document("a"), text="x" * 30) for _ in range(20)]

    read = [load_inputs(execution.pk) for execution in started]

    assert all(each == {"text": "x" * 30} for each in read)
    assert load_inputs(started[-1].pk) is read[-1]
    assert load_inputs(started[0].pk) is not read[0]


@pytest.mark.django_db
def test_statements_of_many_rows_are_not_remembered() -> None:
    kept = _kept.cache_info().currsize

    for count in range(1_000, 1_020):
        say(f"SELECT {', '.join(['{now}'] * count)}")

    assert _kept.cache_info().currsize == kept
