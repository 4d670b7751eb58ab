"""Between which agents messages go is read off what their texts refer to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.planning.builders import plan_of
from workflows.queries import message_flows
from workflows.queries.message_flows import flows_of

Fields = dict[str, Any]


def agent(prompt: str = "Go.", **fields: Any) -> Fields:
    return {"kind": "agent", "agent": "writer", "input": {"prompt": prompt}, **fields}


def transform(value: str, **fields: Any) -> Fields:
    return {"kind": "transform", "value": value, **fields}


def told(*edges: str, **tasks: Fields) -> set[str]:
    """Each flow as `source > through > target`."""
    flows = flows_of(plan_of(*edges, **tasks))
    return {" > ".join((flow.source, *flow.through, flow.target)) for flow in flows.items}


def test_an_answer_goes_to_whoever_is_asked_with_it() -> None:
    assert told(
        "a>b", "a>c", a=agent(), b=agent("{{ tasks.a.output.text }}"), c=agent("On your own.")
    ) == {"a > b"}


def test_tasks_between_are_named_in_order() -> None:
    assert told(
        "a>b",
        "b>c",
        "c>d",
        a=agent(),
        b=transform("{{ tasks.a.output }}"),
        c=transform("{{ tasks.b.output | upper }}"),
        d=agent("Judge {{ tasks.c.output }}"),
    ) == {"a > b > c > d"}


def test_who_only_asks_how_it_went_got_no_message() -> None:
    assert told("a>b", a=agent(), b=agent("{{ tasks.a.status }}, {{ tasks.a.cost_usd }}")) == set()


def test_items_of_a_map_come_from_its_list_and_its_results_from_inside() -> None:
    assert told(
        "plan>many",
        "many>join",
        "one>two",
        plan=agent(),
        many={"kind": "map", "over": "{{ tasks.plan.output }}"},
        one=agent("{{ item }}", parent="many"),
        two=agent("{{ tasks.one.output }}", parent="many"),
        join=agent("{{ tasks.many.output }}"),
    ) == {"plan > many > one", "one > two", "two > many > join"}


def test_a_map_may_say_what_its_result_is() -> None:
    assert told(
        "many>join",
        "one>two",
        many={"kind": "map", "over": [1], "result": "{{ tasks.one.output }}"},
        one=agent(parent="many"),
        two=agent(parent="many"),
        join=agent("{{ tasks.many.output }}"),
    ) == {"one > many > join"}


def test_a_turn_of_a_loop_hears_of_the_turn_before() -> None:
    turns = {"kind": "loop", "until": "tasks.judge.output.good", "max_turns": 3}
    assert told(
        "write>judge",
        turns=turns,
        write=agent("{{ previous }}", parent="turns"),
        judge=agent("{{ tasks.write.output }}", parent="turns"),
    ) == {"write > judge", "judge > turns > write"}


def test_an_empty_loop_around_itself_ends() -> None:
    turns = {"kind": "loop", "until": "true", "max_turns": 3}
    assert told(turns=turns, again=transform("{{ previous }}", parent="turns")) == set()


def test_of_very_many_flows_the_first_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_flows, "MOST_FLOWS", 2)
    reads = " ".join(f"{{{{ tasks.{name}.output }}}}" for name in "abc")

    flows = flows_of(plan_of("a>d", "b>d", "c>d", a=agent(), b=agent(), c=agent(), d=agent(reads)))

    assert (len(flows.items), flows.is_cut) == (2, True)


def test_of_flows_through_very_many_tasks_the_first_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(message_flows, "MOST_NAMES", 3)
    reads = " ".join(f"{{{{ tasks.{name}.output }}}}" for name in "abc")
    chain = {"x": transform(reads), "y": transform("{{ tasks.x.output }}")}

    flows = flows_of(
        plan_of(
            *("a>x", "b>x", "c>x", "x>y", "y>d"),
            **{"a": agent(), "b": agent(), "c": agent(), **chain},
            d=agent("{{ tasks.y.output }}"),
        )
    )

    assert (len(flows.items), flows.is_cut) == (2, True)
