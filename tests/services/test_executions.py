"""Who may start and steer executions, of which version, with which inputs."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.engine.by_hand import ByHand
from tests.engine.documents import document, transform
from tests.engine.worker import Person, state
from workflows.drafts import drafts
from workflows.engine.outputs import execution_inputs
from workflows.errors import (
    AccessDenied,
    Conflict,
    DocumentInvalid,
    InputsInvalid,
    NotFound,
    NothingPublished,
)
from workflows.models import Execution, Role, Version
from workflows.services.executions import (
    cancel_execution,
    pause_execution,
    resume_execution,
    retry_execution,
)
from workflows.services.publishing import publish
from workflows.services.workflows import create_workflow

pytestmark = pytest.mark.usefixtures("hand")
GREETING = document(
    a=transform("Hello {{ inputs.who }}"),
    inputs={"who": {"type": "string", "default": "world"}, "n": {"type": "integer"}},
    name="Greeting",
)


def test_the_newest_published_version_runs(ada: Person) -> None:
    workflow = ada.publish(GREETING)
    drafts().replace(workflow, GREETING | {"tags": ["two"]}, by=ada.user, expected=None)
    second = publish(user=ada.user, workflow_id=workflow.public_id)

    newest, first = ada.start_workflow(workflow), ada.start_workflow(workflow, number=1)

    assert newest.version_id == second.pk
    assert first.version.number == 1


def test_a_version_that_is_not_there_is_refused(ada: Person) -> None:
    workflow = create_workflow(user=ada.user, team_id=ada.team.public_id, document=GREETING)

    with pytest.raises(NothingPublished):
        ada.start_workflow(workflow)
    publish(user=ada.user, workflow_id=workflow.public_id)
    with pytest.raises(NothingPublished):
        ada.start_workflow(workflow, number=2)


def test_the_draft_runs_as_it_is_now(ada: Person) -> None:
    workflow = ada.publish(GREETING)
    drafts().replace(workflow, GREETING | {"tags": ["draft"]}, by=ada.user, expected=None)

    execution = ada.start_workflow(workflow, draft=True)

    assert execution.draft_run
    assert execution.version.number is None
    again = ada.start_workflow(workflow, draft=True)
    assert again.version_id == execution.version_id
    assert Version.objects.count() == 2


def test_an_execution_stays_with_its_version(ada: Person, hand: ByHand) -> None:
    workflow = ada.publish(document(a=transform(1), outputs={"a": "{{ tasks.a.output }}"}))
    execution = ada.start_workflow(workflow)
    drafts().replace(workflow, document(a=transform(2)), by=ada.user, expected=None)
    publish(user=ada.user, workflow_id=workflow.public_id)

    hand.run_all()

    execution.refresh_from_db()
    assert execution.version.number == 1
    assert execution.payload.outputs == '{"a":1}'


def test_defaults_are_filled_in(ada: Person) -> None:
    execution = ada.start_workflow(ada.publish(GREETING), inputs={"n": 3})

    assert execution_inputs(execution) == {"who": "world", "n": 3}


def test_every_wrong_input_is_named(ada: Person) -> None:
    workflow = ada.publish(GREETING)

    with pytest.raises(InputsInvalid) as refused:
        ada.start_workflow(workflow, inputs={"who": 1, "n": "x"})

    assert sorted(p.path for p in refused.value.problems) == ["/inputs/n", "/inputs/who"]
    assert not Execution.objects.exists()


def test_a_document_with_problems_does_not_start(ada: Person) -> None:
    with pytest.raises(DocumentInvalid):
        ada.start(document("a>b", "b>a"))

    assert not Execution.objects.exists()


def test_a_function_that_is_not_there_does_not_start(ada: Person) -> None:
    with pytest.raises(DocumentInvalid):
        ada.start(document(a={"kind": "function", "function": "no.such"}))


@pytest.mark.parametrize(
    "steer", [cancel_execution, pause_execution, resume_execution, retry_execution]
)
def test_strangers_do_not_find_it_and_viewers_may_not_steer_it(ada: Person, steer: Any) -> None:
    execution = ada.start(document("a"))
    stranger, viewer = Person.make("eve"), Person.make("vic", ada.team, Role.VIEWER)

    with pytest.raises(NotFound):
        steer(user=stranger.user, execution_id=execution.public_id)
    with pytest.raises(AccessDenied):
        steer(user=viewer.user, execution_id=execution.public_id)
    with pytest.raises(NotFound):
        steer(user=ada.user, execution_id=uuid4())

    assert state(execution) == "running"


def test_strangers_and_viewers_start_nothing(ada: Person) -> None:
    workflow = ada.publish(GREETING)
    stranger, viewer = Person.make("eve"), Person.make("vic", ada.team, Role.VIEWER)

    with pytest.raises(NotFound):
        stranger.start_workflow(workflow)
    with pytest.raises(AccessDenied):
        viewer.start_workflow(workflow)


def test_another_team_cannot_take_an_executions_id(ada: Person) -> None:
    bob, chosen = Person.make("bob"), uuid4()
    ada.start_workflow(ada.publish(GREETING), public_id=chosen)

    with pytest.raises(Exception, match=r"(?i)unique"):
        bob.start_workflow(bob.publish(GREETING), public_id=chosen)


def test_a_retry_with_the_newest_version_needs_a_workflow(ada: Person, hand: ByHand) -> None:
    execution = ada.start(document("a"))
    cancel_execution(user=ada.user, execution_id=execution.public_id)

    with pytest.raises(Conflict):
        retry_execution(user=ada.user, execution_id=execution.public_id, version="newest")


def test_a_cancel_names_who_asked_for_it(ada: Person) -> None:
    execution = ada.start(document("a"))

    cancel_execution(user=ada.user, execution_id=execution.public_id)

    said = execution.event_log.get(name="workflow:cancelling").data
    assert "ada" in said
