"""Approvals: people's answers, deadlines, withdrawal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.engine.documents import approval, document
from tests.engine.worker import (
    Person,
    ended,
    output_of,
    run_of,
    state,
    states,
    wait_for_state,
    wait_until,
)
from workflows.errors import AccessDenied, IllegalMove, InvalidInput, NotFound, OrchestratorError
from workflows.models import Approval, Execution, Role
from workflows.services import approvals
from workflows.services.approvals import decide_approval
from workflows.services.executions import cancel_execution

pytestmark = pytest.mark.usefixtures("worker")
ASKING = document(
    "ask>yes", "ask.rejected>no", "ask.expired>late", ask=approval(message="Is {{ 1 + 1 }} two?")
)


def asked(execution: Execution) -> Approval:
    wait_until(lambda: Approval.objects.filter(execution=execution).exists(), "the question")
    return Approval.objects.get(execution=execution)


def decide(person: Person, execution: Execution, approve: bool = True, **more: object) -> Approval:
    question: UUID = asked(execution).public_id
    return decide_approval(user=person.user, approval_id=question, approve=approve, **more)  # type: ignore[arg-type]


def test_a_yes_approves(ada: Person) -> None:
    execution = ada.start(ASKING)

    decide(ada, execution, comment="Sure.")

    assert states(ended(execution)) == {
        "ask": "succeeded", "yes": "succeeded", "no": "skipped", "late": "skipped",
    }  # fmt: skip
    output = output_of(execution, "ask")
    assert output["answer"] == "approved"
    assert [(word["by"], word["comment"]) for word in output["decisions"]] == [("ada", "Sure.")]
    assert asked(execution).message == "Is 2 two?"


def test_a_no_rejects(ada: Person) -> None:
    execution = ada.start(ASKING)

    decide(ada, execution, approve=False)

    assert states(ended(execution))["no"] == "succeeded"
    assert states(execution)["yes"] == "skipped"


def test_an_approval_nobody_answers_expires(ada: Person) -> None:
    raw = document("ask.expired>late", "ask>yes", ask=approval(deadline_s=0.1))

    execution = ada.run(raw)

    assert states(execution) == {"ask": "succeeded", "late": "succeeded", "yes": "skipped"}
    assert asked(execution).state == "expired"


def test_a_proposal_stands_in_the_form_and_what_people_made_of_it_goes_on(ada: Person) -> None:
    form = {"type": "object", "properties": {"text": {"type": "string"}, "note": {}}}
    proposal = {"text": "{{ tasks.draft.output }} teas", "other": "ignored"}
    question = approval(form=form, proposal=proposal)
    draft = {"kind": "transform", "value": "{{ 1 + 1 }}"}
    execution = ada.start(document("draft>ask", "ask>yes", draft=draft, ask=question))

    assert asked(execution).form == {
        "type": "object",
        "properties": {"text": {"type": "string", "default": "2 teas"}, "note": {}},
    }
    decide(ada, execution, values={"text": "3 teas"})
    ended(execution)
    assert output_of(execution, "ask")["decisions"][0]["values"] == {"text": "3 teas"}


def test_as_many_must_agree_as_are_needed(ada: Person) -> None:
    bob = Person.make("bob", ada.team)
    execution = ada.start(document("ask>yes", ask=approval(needed=2)))

    decide(ada, execution)
    decide(ada, execution)  # a second word of the same person

    assert asked(execution).state == "open"
    decide(bob, execution)
    assert states(ended(execution))["yes"] == "succeeded"


def test_one_no_is_enough_to_reject(ada: Person) -> None:
    bob = Person.make("bob", ada.team)
    execution = ada.start(document(ask=approval(needed=2)))

    decide(ada, execution)
    decide(bob, execution, approve=False)

    assert output_of(ended(execution), "ask")["answer"] == "rejected"


def test_a_word_that_comes_too_late_is_refused_with_what_was_decided(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = Person.make("bob", ada.team)
    execution = ada.start(document(ask=approval()))
    check = approvals._check_values

    def check_while_ada_decides(*given: Any) -> None:
        monkeypatch.setattr(approvals, "_check_values", check)
        check(*given)
        decide(ada, execution)

    asked(execution)
    monkeypatch.setattr(approvals, "_check_values", check_while_ada_decides)
    with pytest.raises(IllegalMove, match="approved already"):
        decide(bob, execution, approve=False, comment="Wait!")

    words = output_of(ended(execution), "ask")["decisions"]
    assert [word["by"] for word in words] == ["ada"]


def test_only_those_who_are_named_decide(ada: Person) -> None:
    bob = Person.make("bob", ada.team, Role.VIEWER)
    eve = Person.make("eve")
    execution = ada.start(document(ask=approval("bob")))

    with pytest.raises(OrchestratorError):
        decide(ada, execution)
    with pytest.raises(NotFound):
        decide(eve, execution)
    decide(bob, execution)

    assert state(ended(execution)) == "succeeded"


def test_who_started_it_does_not_decide_where_somebody_else_must(ada: Person) -> None:
    bob = Person.make("bob", ada.team, Role.EDITOR)
    asking = document(ask=approval("ada", "role:editor", self_approval=False))
    execution = ada.start(asking)

    with pytest.raises(AccessDenied, match="asks for somebody else"):
        decide(ada, execution)
    decide(bob, execution)

    assert state(ended(execution)) == "succeeded"


def test_values_must_fit_the_form(ada: Person) -> None:
    form = {"type": "object", "required": ["sum"], "properties": {"sum": {"type": "integer"}}}
    execution = ada.start(document(ask=approval(form=form)))

    with pytest.raises(InvalidInput):
        decide(ada, execution, values={"sum": "two"})
    decide(ada, execution, values={"sum": 2})

    assert output_of(ended(execution), "ask")["decisions"][0]["values"] == {"sum": 2}


def test_a_cancel_withdraws_the_question(ada: Person) -> None:
    execution = ada.start(ASKING)
    wait_for_state(execution, "waiting", "ask")

    cancel_execution(user=ada.user, execution_id=execution.public_id)

    assert state(ended(execution)) == "cancelled"
    assert asked(execution).state == "withdrawn"
    with pytest.raises(IllegalMove):
        decide(ada, execution)


def test_a_question_holds_no_slot(ada: Person) -> None:
    execution = ada.start(document(ask=approval()))
    wait_for_state(execution, "waiting", "ask")

    execution.refresh_from_db()

    assert execution.running == 0
    assert run_of(execution, "ask").lease_until is None
    decide(ada, execution)
    ended(execution)
