"""What always holds when executions of random documents are played through."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.planning.random_documents import random_document
from tests.planning.simulation import Simulation
from workflows.conf import DocumentLimits
from workflows.definition.parse import load_document
from workflows.planning.joins import DependencyState, dependency_state
from workflows.planning.plan import Plan, compile_plan

seeds = st.integers(0, 2**32)
documents = st.builds(lambda seed: random_document(Random(seed)), seeds)


def plan_from(raw: dict[str, Any]) -> Plan:
    return compile_plan(load_document(raw, limits=DocumentLimits()))


def play(raw: dict[str, Any], luck: int, order: int = 0) -> Simulation:
    plan = plan_from(raw)
    return Simulation(plan, lambda task: Random(f"{luck} {task}"), Random(order)).run()


def ends_by_id(played: Simulation) -> dict[str, Any]:
    return {played.plan.tasks[p].id: end for p, end in played.ends.items()}


@given(documents, seeds, seeds)
def test_every_execution_reaches_an_end(raw: dict[str, Any], luck: int, order: int) -> None:
    played = play(raw, luck, order)

    assert played.ends.keys() == set(played.plan.roots())


@given(documents, seeds, seeds)
def test_no_task_begins_before_what_it_waits_for(
    raw: dict[str, Any], luck: int, order: int
) -> None:
    played = play(raw, luck, order)

    for position, ended in played.seen.items():
        planned = played.plan.tasks[position]
        sources = {d.source for d in planned.dependencies}
        if planned.task.join == "any" and sources:
            assert any(
                d.source in ended
                and dependency_state(
                    played.plan.tasks[d.source].kind, d.outcome, played.ends[d.source]
                )
                is DependencyState.TAKEN
                for d in planned.dependencies
            )
        else:
            assert sources <= ended


@given(documents, seeds, seeds, seeds)
def test_the_order_of_work_does_not_matter_where_failures_do_not_stop(
    raw: dict[str, Any], luck: int, one: int, other: int
) -> None:
    raw["settings"]["on_failure"] = "finish"

    assert ends_by_id(play(raw, luck, one)) == ends_by_id(play(raw, luck, other))


@given(documents, seeds)
def test_an_unrelated_task_changes_nothing(raw: dict[str, Any], luck: int) -> None:
    raw["settings"]["on_failure"] = "finish"
    more = raw | {"tasks": raw["tasks"] | {"aside": {"kind": "transform", "value": 1}}}

    without, having = ends_by_id(play(raw, luck)), ends_by_id(play(more, luck))

    having.pop("aside")
    assert having == without


@given(documents, seeds, seeds)
def test_what_joins_always_runs_after_a_stop_as_well(
    raw: dict[str, Any], luck: int, order: int
) -> None:
    played = play(raw, luck, order)

    for planned in played.plan.tasks:
        on = not planned.task.disabled and planned.task.when in (None, "true")
        if planned.task.join == "always" and on:
            assert planned.position in played.seen
