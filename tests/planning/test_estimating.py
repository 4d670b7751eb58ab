"""What a part of a plan will probably cost and take."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.planning.builders import plan_of
from tests.planning.random_documents import random_document
from workflows.conf import DocumentLimits
from workflows.definition.parse import load_document
from workflows.planning.estimating import Estimate, Past, estimate
from workflows.planning.plan import Plan, compile_plan

ASK = {"kind": "agent", "agent": "writer", "input": {"prompt": "x"}}
MAP = {"kind": "map", "over": [1]}
DIAMOND = plan_of("a>b", "a>c", "b>d", "c>d", a=ASK, b=ASK, c=ASK)


def told(plan: Plan, runs: list[str], **past: Past) -> Estimate:
    return estimate(plan, runs, {task: [each] for task, each in past.items()}, 1)


def test_tasks_beside_one_another_take_the_time_of_the_slower() -> None:
    found = told(DIAMOND, list("abcd"), a=Past(1, 1), b=Past(2, 5), c=Past(4, 2), d=Past(0, 3))

    assert (found.duration_s, found.cost_microusd) == (9, 7)
    assert (found.tasks, found.tasks_known, found.model_tasks, found.model_tasks_known) == (
        4, 4, 3, 3,
    )  # fmt: skip


def test_what_is_there_already_takes_no_time_and_lets_nobody_wait() -> None:
    found = told(DIAMOND, ["a", "d"], a=Past(1, 4), d=Past(0, 3))

    assert (found.duration_s, found.cost_microusd) == (4, 1)


def test_nothing_is_made_up_where_nothing_has_run() -> None:
    found = told(DIAMOND, list("abcd"))

    assert (found.duration_s, found.cost_microusd, found.tasks_known) == (None, None, 0)


def test_what_asks_no_model_costs_nothing_even_when_it_never_ran() -> None:
    found = told(plan_of("a"), ["a"])

    assert (found.cost_microusd, found.duration_s, found.model_tasks) == (0, None, 0)


def test_the_median_counts_so_that_one_bad_run_does_not() -> None:
    past = [Past(10, 1), Past(90_000, 300), Past(12, 2)]

    found = estimate(plan_of("a", a=ASK), ["a"], {"a": past}, 3)

    assert (found.cost_microusd, found.duration_s, found.executions) == (12, 2, 3)


def test_a_model_without_a_known_price_is_told_of() -> None:
    found = told(plan_of("a", a=ASK), ["a"], a=Past(0, 1, is_priced=False))

    assert (found.cost_microusd, found.unpriced) == (0, 1)


def test_a_map_asks_models_when_something_inside_it_does() -> None:
    plan = plan_of("m", "n", m=MAP, n=MAP, x={**ASK, "parent": "m"}, y={"parent": "n"})

    assert told(plan, ["m", "n"]).model_tasks == 1


def test_disabled_tasks_do_not_count_and_people_are_told_of() -> None:
    person = {"kind": "approval", "assignees": ["role:owner"]}
    plan = plan_of("a>b", "b>c", a={**ASK, "disabled": True}, b=person)

    found = told(plan, list("abc"), c=Past(0, 2))

    assert (found.tasks, found.model_tasks, found.waits_for_people) == (1, 0, True)
    assert found.duration_s == 2


@given(st.randoms(use_true_random=False), st.data())
def test_more_that_is_known_never_makes_it_less(random: Random, data: st.DataObject) -> None:
    raw = random_document(random, containers=True)
    plan = compile_plan(load_document(raw, limits=DocumentLimits()))
    roots = [plan.tasks[p].id for p in plan.roots()]
    runs = data.draw(st.lists(st.sampled_from(roots), unique=True))
    past = {task: [Past(random.randint(0, 9), random.randint(0, 9))] for task in runs}
    known = data.draw(st.lists(st.sampled_from(runs), unique=True)) if runs else []

    some = estimate(plan, runs, {task: past[task] for task in known}, 1)
    all_ = estimate(plan, runs, past, 1)

    assert (some.cost_microusd or 0) <= (all_.cost_microusd or 0)
    assert (some.duration_s or 0) <= (all_.duration_s or 0)
    assert max((past[t][0].lasted_s for t in runs if _counts(plan, t)), default=0) <= (
        all_.duration_s or 0
    ) <= sum(past[t][0].lasted_s for t in runs)  # fmt: skip
    assert some.tasks == all_.tasks >= some.tasks_known
    assert some.model_tasks >= some.model_tasks_known


def _counts(plan: Plan, task: str) -> bool:
    planned = plan.tasks[plan.position_of[task]]
    return not planned.task.disabled and planned.kind != "approval"
