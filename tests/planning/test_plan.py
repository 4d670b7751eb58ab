"""Compiling a document into a plan."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.planning.builders import branch, document_of, plan_of
from tests.planning.random_documents import random_document
from workflows.conf import DocumentLimits
from workflows.definition.parse import load_document
from workflows.planning.plan import NO_PARENT, Plan, compile_plan

INSIDE = {"kind": "map", "over": [1]}


def ids(plan: Plan, positions: tuple[int, ...]) -> list[str]:
    return [plan.tasks[p].id for p in positions]


def test_positions_follow_the_order_of_ids() -> None:
    plan = plan_of("b>a", "c>a")

    assert [task.id for task in plan.tasks] == ["a", "b", "c"]
    assert plan.position_of == {"a": 0, "b": 1, "c": 2}


def test_sources_wait_for_nothing_and_nothing_waits_for_sinks() -> None:
    plan = plan_of("a>b", "b>c", "d")

    assert ids(plan, plan.sources(NO_PARENT)) == ["a", "d"]
    assert ids(plan, plan.sinks(NO_PARENT)) == ["c", "d"]


def test_a_container_has_sources_and_sinks_of_its_own() -> None:
    plan = plan_of("x>y", m=INSIDE, x={"parent": "m"}, y={"parent": "m"})
    container = plan.position_of["m"]

    assert ids(plan, plan.sources(container)) == ["x"]
    assert ids(plan, plan.sinks(container)) == ["y"]
    assert ids(plan, plan.roots()) == ["m"]


def test_containers_around_a_task_are_listed_from_outside() -> None:
    plan = plan_of(a=INSIDE, b=INSIDE | {"parent": "a"}, c={"parent": "b"})

    assert ids(plan, plan.containers_of(plan.position_of["c"])) == ["a", "b"]
    assert sorted(ids(plan, plan.descendants(plan.position_of["a"]))) == ["b", "c"]


def test_two_outcomes_of_one_task_are_waited_for_once() -> None:
    plan = plan_of("check.one>t", "check.two>t", check=branch("one", "two"))
    task = plan.tasks[plan.position_of["t"]]

    assert task.pending == 1
    assert len(task.dependencies) == 2


def test_a_failure_is_handled_by_continue_or_by_one_who_waits_for_it() -> None:
    plan = plan_of("a.failed>b", c={"on_error": "continue"})

    handled = {task.id: task.failure_handled for task in plan.tasks}

    assert handled == {"a": True, "b": False, "c": True}


def test_a_narrowed_plan_waits_only_for_what_runs_in_it() -> None:
    document = document_of("a>b", "b>c", "x>c")

    plan = compile_plan(document, frozenset({"b", "c"}))

    waits = {t.id: [plan.tasks[d.source].id for d in t.dependencies] for t in plan.tasks}
    assert waits["b"] == []
    assert waits["c"] == ["b"]
    assert ids(plan, tuple(sorted(plan.only))) == ["b", "c"]


def test_a_narrowed_plan_leaves_containers_whole() -> None:
    document = document_of("a>m", "x>y", m=INSIDE, x={"parent": "m"}, y={"parent": "m"})

    plan = compile_plan(document, frozenset({"m"}))

    assert plan.tasks[plan.position_of["m"]].pending == 0
    assert plan.tasks[plan.position_of["y"]].pending == 1


def test_what_stands_in_a_container_that_joins_always_runs_always() -> None:
    plan = plan_of(
        "a>m", m=INSIDE | {"join": "always"}, x={"parent": "m"}, b={"join": "always"},
        n=INSIDE, y={"parent": "n", "join": "always"},
    )  # fmt: skip

    always = {task.id for task in plan.tasks if plan.runs_always(task.position)}

    assert always == {"b", "m", "x"}


@given(st.integers(0, 2**32))
def test_successors_mirror_dependencies(seed: int) -> None:
    raw = random_document(Random(seed), containers=True)
    plan = compile_plan(load_document(raw, limits=DocumentLimits()))

    waits = {(d.source, t.position) for t in plan.tasks for d in t.dependencies}
    follows = {(t.position, s) for t in plan.tasks for s in t.successors}

    assert waits == follows
    assert all(t.pending == len({d.source for d in t.dependencies}) for t in plan.tasks)


@given(st.integers(0, 2**32))
def test_the_same_document_gives_the_same_plan(seed: int) -> None:
    raw = random_document(Random(seed), containers=True)
    shuffled = list(raw["tasks"].items())
    Random(seed).shuffle(shuffled)

    one, other = (
        compile_plan(load_document(raw | {"tasks": tasks}, limits=DocumentLimits()))
        for tasks in (raw["tasks"], dict(shuffled))
    )

    assert [(t.id, t.dependencies, t.makes_up) for t in one.tasks] == [
        (t.id, t.dependencies, t.makes_up) for t in other.tasks
    ]
