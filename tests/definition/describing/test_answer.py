from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.definition.documents import LIMITS
from tests.definition.strategies import json_values, texts
from workflows.definition.catalogue import Catalogue
from workflows.definition.describing.answer import Doer, document_of, literal, read_steps
from workflows.definition.describing.question import MOST_STEPS
from workflows.definition.expressions import render
from workflows.definition.kinds import KINDS
from workflows.definition.validate import validate_document

RESEARCHER, WRITER = Doer("researcher", "Researcher research"), Doer("writer", "Writer writing")
DOERS = [RESEARCHER, WRITER]
CATALOGUE = Catalogue(KINDS, agents=frozenset({"researcher", "writer"}))

said = texts | st.text(max_size=2_000) | st.sampled_from(["{{ inputs.x }}", "{%", "{{{", "\ud800"])
numbers = st.lists(st.integers(-2, 20) | json_values, max_size=5)
rows = st.fixed_dictionaries(
    {}, optional={"instruction": said, "name": said, "after": numbers, "other": json_values}
)
answers = st.fixed_dictionaries({"steps": st.lists(rows | json_values, max_size=16)}) | json_values


def step(instruction: str, *after: int, name: str = "") -> dict[str, Any]:
    return {"instruction": instruction, "name": name or instruction, "after": list(after)}


def order(*rows: dict[str, Any]) -> list[tuple[str, tuple[int, ...]]]:
    """Each step with the numbers, from 1, of those that it comes after."""
    steps = read_steps({"steps": list(rows)})
    return [(each.name, tuple(place + 1 for place in each.after)) for each in steps]


@given(answers, said)
def test_any_answer_becomes_a_document_without_problems_or_none(answer: Any, name: str) -> None:
    steps = read_steps(answer)
    document = document_of(steps, name, DOERS)

    assert (document is None) == (steps == [])
    assert len(steps) <= MOST_STEPS
    if document is not None:
        assert validate_document(document, limits=LIMITS, catalogue=CATALOGUE) == []


@given(answers)
def test_every_prompt_says_what_the_model_said_and_gives_what_came_before(answer: Any) -> None:
    steps = read_steps(answer)
    tasks = (document_of(steps, "", DOERS) or {"tasks": {}})["tasks"]
    outputs = {task: {"output": f"<{place}>"} for place, task in enumerate(tasks)}

    for each, task in zip(steps, tasks.values(), strict=True):
        prompt = render(task["input"]["prompt"], {"tasks": outputs}, limits=LIMITS)
        assert prompt.startswith(each.instruction)
        assert [f"<{place}>" in prompt for place in each.after] == [True] * len(each.after)


@given(said.map(lambda text: text.replace("\ud800", "")))
def test_what_a_model_writes_is_never_read_as_a_template(text: str) -> None:
    assert render(literal(text), {}, limits=LIMITS) == text


def test_steps_come_after_those_that_they_name() -> None:
    drafted = order(step("Read"), step("Count", 1), step("Sum", 1), step("Tell", 2, 3))

    assert drafted == [("Read", ()), ("Count", (1,)), ("Sum", (1,)), ("Tell", (2, 3))]


@pytest.mark.parametrize("after", [[], [2], [3], [99], [-1], ["Read"], None, "1", [True], [1.0]])
def test_a_step_that_names_nothing_usable_comes_after_the_one_before(after: Any) -> None:
    drafted = order(step("Read"), {**step("Tell"), "after": after})

    assert drafted == [("Read", ()), ("Tell", (1,))]


def test_a_step_may_say_that_it_can_begin_at_once() -> None:
    assert order(step("Read"), step("Look", 0)) == [("Read", ()), ("Look", ())]


def test_what_is_said_twice_is_one_step_under_both_numbers() -> None:
    rows = (step("Read."), step(" read ", name="Again"), step("Count", 2), step("Tell", 3))

    assert order(*rows) == [("Read.", ()), ("Count", (1,)), ("Tell", (2,))]


def test_what_is_no_step_leaves_the_numbers_of_the_others_alone() -> None:
    assert order(step("Read"), step(" "), step("Tell", 1, 2)) == [("Read", ()), ("Tell", (1,))]


def test_numbers_that_a_model_puts_before_its_steps_are_left_out() -> None:
    assert order(step("1. Read it", name="2) Read")) == [("Read", ())]
    assert read_steps({"steps": [step("1. Read it")]})[0].instruction == "Read it"


def test_equal_names_are_numbered_and_ids_follow_names() -> None:
    steps = read_steps({"steps": [step("Read", name="Do"), step("Tell", name="Do"), step("讀")]})
    document = document_of(steps, "Letters", DOERS) or {}

    assert list(document["tasks"]) == ["do", "do_2", "step_3"]
    assert [task["name"] for task in document["tasks"].values()] == ["Do", "Do 2", "讀"]
    assert document["name"] == "Letters"
    assert document["outputs"] == {"step_3": "{{ tasks.step_3.output }}"}


def test_a_step_goes_to_the_agent_whose_words_it_shares() -> None:
    steps = read_steps({"steps": [step("Write a letter"), step("Research it"), step("Sing")]})
    document = document_of(steps, "", DOERS) or {}

    agents = [task["agent"] for task in document["tasks"].values()]
    assert agents == ["writer", "researcher", "researcher"]


def test_without_anybody_to_do_the_steps_there_is_no_document() -> None:
    assert document_of(read_steps({"steps": [step("Read")]}), "", []) is None
