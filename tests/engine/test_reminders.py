"""Approvals that nobody answers remind, each time exactly once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.by_hand import ByHand
from tests.engine.documents import approval, document, map_of
from tests.engine.worker import Person, events
from workflows.engine.aftermath import follow_up_id
from workflows.engine.journal import transition
from workflows.engine.journal.reminding import remind_due
from workflows.engine.recovery import Ticker
from workflows.models import Approval, Event, Execution
from workflows.services.approvals import decide_approval
from workflows.services.executions import cancel_execution, pause_execution

pytestmark = pytest.mark.usefixtures("hand")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ASKING = document("ask>yes", ask=approval(remind_every_s=60, deadline_s=600))


def asked(person: Person, hand: ByHand, raw: dict[str, Any] = ASKING) -> Execution:
    execution = person.start(raw)
    hand.run_all()
    return execution


def let_time_pass() -> None:
    Approval.objects.update(remind_at=LONG_AGO)


def tick() -> None:
    Ticker("me").tick()


def reminders(execution: Execution) -> list[int]:
    return list(Approval.objects.filter(execution=execution).values_list("reminders", flat=True))


def test_nobody_is_reminded_before_the_time(ada: Person, hand: ByHand) -> None:
    execution = asked(ada, hand)

    tick()

    assert reminders(execution) == [0]
    due = Approval.objects.get().remind_at
    assert due is not None
    assert timedelta(seconds=50) < due - timezone.now() <= timedelta(seconds=60)


def test_a_reminder_is_an_event_and_stands_in_the_inbox(ada: Person, hand: ByHand) -> None:
    execution = asked(ada, hand)
    let_time_pass()

    tick()

    question = Approval.objects.get()
    event = Event.objects.get(execution=execution, name="task:reminded")
    assert (event.subject, question.reminders) == ("ask", 1)
    assert f'"{question.public_id}"' in event.data
    assert question.reminded_at is not None


def test_what_nobody_was_there_to_send_is_sent_once_and_the_next_in_its_time(
    ada: Person, hand: ByHand
) -> None:
    execution = asked(ada, hand)
    let_time_pass()

    tick()
    tick()

    assert reminders(execution) == [1]
    let_time_pass()
    tick()
    assert reminders(execution) == [2]
    assert events(execution, "task:reminded") == ["ask", "ask"]


def test_a_crash_before_the_commit_sends_nothing_and_the_next_tick_does(
    ada: Person, hand: ByHand
) -> None:
    execution = asked(ada, hand)
    let_time_pass()

    with (
        patch.object(transition.Transition, "save", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        remind_due(execution.pk)

    assert (reminders(execution), events(execution, "task:reminded")) == ([0], [])
    tick()
    assert (reminders(execution), events(execution, "task:reminded")) == ([1], ["ask"])


def test_two_processes_that_both_tick_remind_once(ada: Person, hand: ByHand) -> None:
    execution = asked(ada, hand)
    let_time_pass()

    for _ in range(2):
        follow_up_id(execution.pk, remind_due(execution.pk))

    assert events(execution, "task:reminded") == ["ask"]


@pytest.mark.parametrize("approve", [True, False])
def test_what_is_decided_reminds_nobody(ada: Person, hand: ByHand, approve: bool) -> None:
    execution = asked(ada, hand)
    let_time_pass()

    decide_approval(user=ada.user, approval_id=Approval.objects.get().public_id, approve=approve)
    tick()

    assert events(execution, "task:reminded") == []


def test_what_expires_or_is_withdrawn_reminds_nobody(ada: Person, hand: ByHand) -> None:
    late = asked(ada, hand)
    gone = asked(ada, hand)
    let_time_pass()
    late.task_runs.filter(task="ask").update(not_before=LONG_AGO)
    cancel_execution(user=ada.user, execution_id=gone.public_id)

    tick()

    assert [*events(late, "task:reminded"), *events(gone, "task:reminded")] == []
    assert set(Approval.objects.values_list("state", flat=True)) == {"expired", "withdrawn"}


def test_without_the_setting_nobody_is_reminded(ada: Person, hand: ByHand) -> None:
    asked(ada, hand, document(ask=approval()))

    assert Approval.objects.get().remind_at is None


def test_a_paused_execution_reminds_too_since_it_can_be_answered(ada: Person, hand: ByHand) -> None:
    execution = asked(ada, hand)
    pause_execution(user=ada.user, execution_id=execution.public_id)
    let_time_pass()

    tick()

    assert reminders(execution) == [1]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(due=st.sets(st.integers(0, 3)), answered=st.sets(st.integers(0, 3)), ticks=st.integers(1, 3))
def test_each_open_question_that_is_due_reminds_exactly_once(
    ada: Person, hand: ByHand, due: set[int], answered: set[int], ticks: int
) -> None:
    inside = approval(remind_every_s=60, parent="m")
    execution = asked(ada, hand, document(m=map_of([0, 1, 2, 3], result="{{ item }}"), ask=inside))
    questions = dict(enumerate(Approval.objects.filter(execution=execution).order_by("pk")))
    for place in due:
        Approval.objects.filter(pk=questions[place].pk).update(remind_at=LONG_AGO)
    for place in answered:
        decide_approval(user=ada.user, approval_id=questions[place].public_id, approve=True)

    for _ in range(ticks):
        follow_up_id(execution.pk, remind_due(execution.pk))

    sent = {place for place, each in questions.items() if _sent(each)}
    assert sent == due - answered
    assert len(events(execution, "task:reminded")) == len(sent)
    assert set(events(execution, "task:reminded")) == {f"ask[{place}]" for place in sent}


def _sent(question: Approval) -> int:
    question.refresh_from_db()
    return question.reminders
