"""Who may pin which output to which task, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.engine.by_hand import ByHand
from tests.engine.documents import document, map_of, transform
from tests.engine.worker import Person
from workflows import hooks
from workflows.drafts import drafts
from workflows.engine import payloads
from workflows.errors import AccessDenied, InvalidInput, LimitExceeded, NotFound
from workflows.models import Pin, Role, Workflow
from workflows.services.pinned_outputs import (
    list_pins,
    pin_execution,
    pin_output,
    show_pin,
    unpin,
)

pytestmark = pytest.mark.usefixtures("hand")
RAW = document(
    "a>m", a=transform({"x": 1}), m=map_of([1, 2]), one=transform("{{ item }}", parent="m"),
    off=transform(when="false"),
)  # fmt: skip


@pytest.fixture
def workflow(ada: Person) -> Workflow:
    return ada.publish(RAW)


@pytest.fixture
def told() -> Iterator[list[int]]:
    """Keys of the workflows whose pins were said to have changed."""
    heard: list[int] = []
    listener = heard.append
    hooks.on_pins_changed(listener)
    yield heard
    hooks._on_pins_changed.remove(listener)


def pin(person: Person, workflow: Workflow, task: str, output: Any) -> Pin:
    return pin_output(user=person.user, workflow_id=workflow.public_id, task=task, output=output)


def pinned(workflow: Workflow) -> dict[str, Any]:
    return {p.task: payloads.read(p.output, p.output_file) for p in workflow.pins.all()}


def test_the_last_pin_of_a_task_counts_whoever_made_it(ada: Person, workflow: Workflow) -> None:
    bob = Person.make("bob", ada.team, Role.EDITOR)
    pin(ada, workflow, "a", 1)

    pin(bob, workflow, "a", {"x": [None, "é"]})

    assert pinned(workflow) == {"a": {"x": [None, "é"]}}
    shown = show_pin(user=ada.user, workflow_id=workflow.public_id, task="a")
    assert (shown.shown_output, shown.pinned_by) == ({"x": [None, "é"]}, bob.user)


def test_unpinning_is_the_same_once_and_twice(
    ada: Person, workflow: Workflow, told: list[int]
) -> None:
    pin(ada, workflow, "a", 1)

    for _ in range(2):
        unpin(user=ada.user, workflow_id=workflow.public_id, task="a")

    assert pinned(workflow) == {}
    assert told == [workflow.pk, workflow.pk]
    with pytest.raises(NotFound):
        show_pin(user=ada.user, workflow_id=workflow.public_id, task="a")


@pytest.mark.parametrize(("task", "words"), [("nowhere", "not a task"), ("one", "container")])
def test_only_tasks_outside_containers_are_pinned(
    ada: Person, workflow: Workflow, task: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        pin(ada, workflow, task, 1)

    assert pinned(workflow) == {}


@pytest.mark.engine_config(output_bytes=100, inline_bytes=50)
def test_a_pin_is_as_large_as_an_output_may_be(ada: Person, workflow: Workflow) -> None:
    pin(ada, workflow, "a", "x" * 90)

    with pytest.raises(InvalidInput):
        pin(ada, workflow, "m", "x" * 100)

    assert pinned(workflow) == {"a": "x" * 90}
    shown = show_pin(user=ada.user, workflow_id=workflow.public_id, task="a")
    assert (shown.shown_output, shown.output_is_cut, shown.output_bytes) == (None, True, 92)


def test_there_are_no_more_pins_than_tasks_may_be(
    ada: Person, workflow: Workflow, settings: Any
) -> None:
    limits = settings.WORKFLOWS.limits.model_copy(update={"tasks": 1})
    pin(ada, workflow, "a", 1)
    settings.WORKFLOWS = settings.WORKFLOWS.model_copy(update={"limits": limits})

    pin(ada, workflow, "a", 2)
    with pytest.raises(LimitExceeded):
        pin(ada, workflow, "m", 1)


def test_an_execution_is_pinned_whole(
    ada: Person, workflow: Workflow, hand: ByHand, told: list[int]
) -> None:
    execution = ada.start_workflow(workflow)
    hand.run_all()

    names = pin_execution(
        user=ada.user, workflow_id=workflow.public_id, execution_id=execution.public_id
    )

    assert names == ["a", "m"]
    assert pinned(workflow) == {"a": {"x": 1}, "m": [1, 2]}
    assert told == [workflow.pk]


def test_what_a_run_reused_or_took_from_a_pin_is_pinned_too(
    ada: Person, workflow: Workflow, hand: ByHand
) -> None:
    ada.start_workflow(workflow)
    hand.run_all()
    pin(ada, workflow, "off", "pin")
    execution = ada.start_workflow(workflow, draft=True, around=("alone", "m"))
    hand.run_all()
    unpin(user=ada.user, workflow_id=workflow.public_id, task="off")

    pin_execution(user=ada.user, workflow_id=workflow.public_id, execution_id=execution.public_id)

    assert pinned(workflow) == {"a": {"x": 1}, "m": [1, 2], "off": "pin"}


def test_of_an_execution_some_tasks_are_pinned(
    ada: Person, workflow: Workflow, hand: ByHand
) -> None:
    execution = ada.start_workflow(workflow)
    hand.run_all()
    drafts().replace(workflow, document(a=transform()), by=ada.user, expected=None)
    some = {"workflow_id": workflow.public_id, "execution_id": execution.public_id}

    names = pin_execution(user=ada.user, tasks=["a", "m", "nowhere"], **some)

    assert names == ["a"]
    with pytest.raises(InvalidInput):
        pin_execution(user=ada.user, tasks=["m"], **some)


def test_an_execution_of_another_workflow_or_team_is_not_found(
    ada: Person, workflow: Workflow, hand: ByHand
) -> None:
    eve = Person.make("eve")
    elsewhere = [ada.start(document("a")), eve.start(document("a"))]
    hand.run_all()

    for execution in elsewhere:
        with pytest.raises(NotFound):
            pin_execution(
                user=ada.user, workflow_id=workflow.public_id, execution_id=execution.public_id
            )


CHANGES: list[Callable[..., Any]] = [
    lambda user, id_: pin_output(user=user, workflow_id=id_, task="a", output=1),
    lambda user, id_: unpin(user=user, workflow_id=id_, task="a"),
    lambda user, id_: pin_execution(user=user, workflow_id=id_, execution_id=id_),
]


@pytest.mark.parametrize("change", CHANGES)
def test_strangers_find_no_pins_and_viewers_change_none(
    ada: Person, workflow: Workflow, change: Callable[..., Any]
) -> None:
    pin(ada, workflow, "a", "kept")
    stranger, viewer = Person.make("eve"), Person.make("vic", ada.team, Role.VIEWER)

    with pytest.raises(NotFound):
        change(stranger.user, workflow.public_id)
    with pytest.raises(NotFound):
        list_pins(user=stranger.user, workflow_id=workflow.public_id)
    with pytest.raises(AccessDenied):
        change(viewer.user, workflow.public_id)

    assert list_pins(user=viewer.user, workflow_id=workflow.public_id).get().task == "a"
    assert pinned(workflow) == {"a": "kept"}
