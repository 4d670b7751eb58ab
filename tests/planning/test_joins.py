"""The join rules: the published table, row by row, and what always holds."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.planning.builders import branch, plan_of
from workflows.planning.join_table import ENDS, join_rows, render_tables
from workflows.planning.joins import (
    DependencyState,
    End,
    Ending,
    Step,
    decide_join,
    dependency_state,
)
from workflows.planning.plan import Plan

DOC = Path(__file__).parents[2] / "docs" / "joins.md"


def decide(plan: Plan, task: str, **ends: End) -> Step:
    by_position = {plan.position_of[name]: end for name, end in ends.items()}
    return decide_join(plan, plan.tasks[plan.position_of[task]], by_position).step


DONE = End(Ending.SUCCEEDED)
FAILED = End(Ending.FAILED)
CONTINUED = End(Ending.CONTINUED)
SKIPPED = End(Ending.SKIPPED)
CANCELLED = End(Ending.CANCELLED)


def test_the_published_tables_are_those_of_the_code() -> None:
    published = DOC.read_text()

    assert render_tables() in published


@pytest.mark.parametrize(("join", "states", "step"), join_rows())
def test_two_independent_dependencies_decide_as_the_table_says(
    join: str, states: tuple[DependencyState, ...], step: Step
) -> None:
    ends = {
        DependencyState.TAKEN: DONE,
        DependencyState.SKIPPED: SKIPPED,
        DependencyState.DEAD: CANCELLED,
    }
    plan = plan_of("a>t", "b>t", t={"join": join})

    assert decide(plan, "t", a=ends[states[0]], b=ends[states[1]]) is step


def test_a_report_after_either_branch_runs_once_in_both_cases() -> None:
    plan = plan_of(
        "check.enough>label",
        "label>report",
        "check.few>report",
        check=branch("enough", "few"),
    )

    assert decide(plan, "report", label=DONE, check=End(Ending.SUCCEEDED, "enough")) is Step.RUN
    assert decide(plan, "report", label=SKIPPED, check=End(Ending.SUCCEEDED, "few")) is Step.RUN


def test_a_task_beside_a_branch_does_not_make_up_for_its_outcome() -> None:
    plan = plan_of("prepare>t", "check.enough>t", check=branch("enough", "few"))

    assert decide(plan, "t", prepare=DONE, check=End(Ending.SUCCEEDED, "few")) is Step.SKIP
    assert decide(plan, "t", prepare=DONE, check=End(Ending.SUCCEEDED, "enough")) is Step.RUN


def test_a_handler_makes_up_for_the_task_whose_failure_it_handles() -> None:
    plan = plan_of("a.failed>handler", "a>t", "handler>t")

    assert decide(plan, "t", a=FAILED, handler=DONE) is Step.RUN
    assert decide(plan, "t", a=DONE, handler=SKIPPED) is Step.RUN
    assert decide(plan, "t", a=FAILED, handler=FAILED) is Step.SKIP


def test_a_dead_outcome_is_made_up_for_by_any_taken_outcome() -> None:
    plan = plan_of("x.one>t", "y.two>t", x=branch("one", "other"), y=branch("two", "other"))
    ends = {"x": End(Ending.SUCCEEDED, "other"), "y": End(Ending.SUCCEEDED, "two")}

    assert decide(plan, "t", **ends) is Step.RUN


def test_a_failed_task_is_not_made_up_for_by_its_neighbour() -> None:
    plan = plan_of("a>t", "b>t")

    assert decide(plan, "t", a=FAILED, b=DONE) is Step.SKIP
    assert decide(plan, "t", a=CONTINUED, b=DONE) is Step.RUN


def test_a_branch_without_a_case_is_skipped_for_plain_dependents() -> None:
    plan = plan_of("check>t", check=branch("one"))

    assert decide(plan, "t", check=End(Ending.SUCCEEDED, "")) is Step.SKIP
    assert decide(plan, "t", check=End(Ending.SUCCEEDED, "one")) is Step.RUN


def test_a_plain_dependency_on_an_approval_means_approved() -> None:
    plan = plan_of("ask>t", ask={"kind": "approval", "assignees": ["role:editor"]})

    assert decide(plan, "t", ask=End(Ending.SUCCEEDED, "approved")) is Step.RUN
    assert decide(plan, "t", ask=End(Ending.SUCCEEDED, "rejected")) is Step.SKIP
    assert decide(plan, "t", ask=End(Ending.SUCCEEDED, "expired")) is Step.SKIP


def test_a_join_of_any_runs_at_the_first_taken_one() -> None:
    plan = plan_of("a>t", "b>t", t={"join": "any"})

    assert decide(plan, "t", a=FAILED) is Step.WAIT
    assert decide(plan, "t", a=DONE) is Step.RUN


def test_a_skip_is_explained_in_words() -> None:
    plan = plan_of("check.few>t", check=branch("enough", "few"))
    ends = {plan.position_of["check"]: End(Ending.SUCCEEDED, "enough")}

    decision = decide_join(plan, plan.tasks[plan.position_of["t"]], ends)

    assert decision.reason == "“check” ended with “enough”, not with “few”"


@given(st.sampled_from(["all", "any", "always"]), st.lists(st.sampled_from(ENDS), min_size=3))
def test_once_everything_has_ended_nobody_waits(join: str, ends: list[End]) -> None:
    names = [f"s{i}" for i in range(len(ends))]
    plan = plan_of(*(f"{name}>t" for name in names), t={"join": join})

    assert decide(plan, "t", **dict(zip(names, ends, strict=True))) is not Step.WAIT


@given(st.lists(st.sampled_from(ENDS), min_size=2, max_size=5), st.randoms())
def test_the_order_of_dependencies_does_not_matter(ends: list[End], random: object) -> None:
    names = [f"s{i}" for i in range(len(ends))]
    by_name = dict(zip(names, ends, strict=True))
    steps = {
        decide(plan_of(*(f"{name}>t" for name in order)), "t", **by_name)
        for order in itertools.islice(itertools.permutations(names), 6)
    }

    assert len(steps) == 1


@pytest.mark.parametrize("end", ENDS)
def test_failed_is_taken_just_when_the_task_failed(end: End) -> None:
    taken = dependency_state("transform", "failed", end) is DependencyState.TAKEN

    assert taken == (end.ending in (Ending.FAILED, Ending.CONTINUED))
