"""Who is mailed when an approval asks, what it says, and what happens when it cannot be sent."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPSenderRefused

import pytest
from django.db.models import F
from django.utils import timezone

from orchestrator_site.mail import Unsendable, send_due, tend_mail
from tests.engine.by_hand import ByHand
from tests.engine.documents import approval, document, map_of
from tests.engine.worker import Person, wait_until
from tests.mail.conftest import SITE
from tests.mail.server import TAKEN, MailServer
from workflows.models import Approval, ApprovalMail, Execution, Membership, Role, User
from workflows.services import approval_mail
from workflows.services.approval_mail import claim_batch, note_asked
from workflows.services.approvals import decide_approval

pytestmark = pytest.mark.usefixtures("hand")


@pytest.fixture
def bob(ada: Person) -> Person:
    bob = Person.make("bob", ada.team, Role.EDITOR)
    User.objects.update(email=F("username"))
    for name in ("ada", "bob"):
        User.objects.filter(username=name).update(email=f"{name}@example.org")
    return bob


def ask(ada: Person, hand: ByHand, **settings: object) -> Execution:
    task = {"kind": "approval", **settings}
    execution = ada.start(document("ask", ask=task) | {"name": "Weekly\nreport"})
    hand.run_all()
    return execution


def send() -> None:
    note_asked()
    send_due()


def a_minute_later() -> None:
    User.objects.update(mailed_at=F("mailed_at") - timedelta(minutes=2))


def due_now() -> None:
    ApprovalMail.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    a_minute_later()


def told(smtp: MailServer) -> list[tuple[str, str]]:
    return [(str(each["To"]), str(each["Subject"])) for each in smtp.taken]


def test_who_is_named_gets_the_question_and_a_link_to_answer_it(
    ada: Person, bob: Person, hand: ByHand, smtp: MailServer
) -> None:
    ask(ada, hand, assignees=["bob"], message="Shall it go out?\n<b>Now</b>", deadline_s=3_600)

    send()

    [mail] = smtp.taken
    text = mail.get_content().replace("\r\n", "\n")
    assert told(smtp) == [("bob@example.org", "Weekly report waits for your answer: ask")]
    assert mail.get_content_type() == "text/plain"
    assert mail["From"] == "flows@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "> Shall it go out?\n> <b>Now</b>\n" in text
    assert f"{SITE}/approvals?only={Approval.objects.get().public_id}" in text
    assert f"{timezone.now():%Y}" in text
    assert f"{SITE}/mail" in text


def test_it_is_sent_once(ada: Person, bob: Person, hand: ByHand, smtp: MailServer) -> None:
    ask(ada, hand, assignees=["bob"])

    send()
    due_now()
    send()

    assert len(smtp.taken) == 1


def test_a_role_reaches_all_who_have_it_or_more(
    ada: Person, bob: Person, hand: ByHand, smtp: MailServer
) -> None:
    Person.make("eve", ada.team, Role.VIEWER)
    User.objects.filter(username="eve").update(email="eve@example.org")
    ask(ada, hand, assignees=["role:editor"])

    send()

    assert {to for to, _ in told(smtp)} == {"ada@example.org", "bob@example.org"}


def test_where_nobody_is_named_who_started_it_is_told(
    ada: Person, bob: Person, hand: ByHand, smtp: MailServer
) -> None:
    ask(ada, hand, assignees=["bob"])
    Approval.objects.update(assignees=[])  # as an expression may have said

    send()

    assert [to for to, _ in told(smtp)] == ["ada@example.org"]


@pytest.mark.parametrize(
    "reason",
    ["no address", "no mail wanted", "left the team", "switched off", "has answered", "is over"],
)
def test_who_is_not_asked_or_does_not_want_it_gets_none(
    ada: Person, bob: Person, hand: ByHand, smtp: MailServer, reason: str
) -> None:
    ask(ada, hand, assignees=["bob", "ada"], needed=1 if reason == "is over" else 2)
    note_asked()  # so that it is looked at once more before it is sent
    if reason == "no address":
        User.objects.filter(pk=bob.user.pk).update(email="")
    elif reason == "no mail wanted":
        User.objects.filter(pk=bob.user.pk).update(wants_mail=False)
    elif reason == "left the team":
        Membership.objects.filter(user=bob.user).delete()
    elif reason == "switched off":
        User.objects.filter(pk=bob.user.pk).update(is_active=False)
    else:
        question = Approval.objects.get()
        decide_approval(user=bob.user, approval_id=question.public_id, approve=True)

    send()

    assert "bob@example.org" not in [to for to, _ in told(smtp)]
    assert not ApprovalMail.objects.filter(due_at__isnull=False).exists()


def test_many_questions_are_one_mail_and_the_next_comes_a_minute_later(
    ada: Person, bob: Person, hand: ByHand, smtp: MailServer
) -> None:
    raw = document(each=map_of(list(range(30))), ask=approval("bob") | {"parent": "each"})
    ada.start(raw)
    hand.run_all()
    ask(ada, hand, assignees=["bob"], message="Another one")

    note_asked()
    send_due()
    ask(ada, hand, assignees=["bob"])
    send()

    assert told(smtp) == [("bob@example.org", "31 approvals wait for your answer")]
    assert smtp.taken[0].get_content().count("/approvals?only=") == 20
    assert "… and 11 more." in smtp.taken[0].get_content()
    a_minute_later()
    send()
    assert [subject for _, subject in told(smtp)][1:] == [
        "Weekly report waits for your answer: ask"
    ]


def test_a_reminder_is_mailed_as_well_and_says_so(
    ada: Person, bob: Person, hand: ByHand, smtp: MailServer
) -> None:
    ask(ada, hand, assignees=["bob"], remind_every_s=60)
    send()
    Approval.objects.update(reminders=1)
    a_minute_later()

    send()

    assert len(smtp.taken) == 2
    assert "You were asked before" in smtp.taken[1].get_content()


def test_what_the_server_refuses_for_now_is_sent_later(
    ada: Person, bob: Person, hand: ByHand, smtp: MailServer
) -> None:
    ask(ada, hand, assignees=["bob"])
    smtp.answer = "451 Come again later"
    send()
    row = ApprovalMail.objects.get()
    assert "Come again later" in row.error
    assert row.due_at is not None
    assert row.due_at > timezone.now()

    smtp.answer = TAKEN
    due_now()
    send()

    assert len(smtp.taken) == 1
    assert ApprovalMail.objects.filter(due_at=None, error="").count() == 1


def test_an_address_that_does_not_exist_is_not_tried_again(
    ada: Person, bob: Person, hand: ByHand, smtp: MailServer
) -> None:
    ask(ada, hand, assignees=["bob"])
    smtp.answer = "550 No such user"

    send()

    row = ApprovalMail.objects.get()
    assert (row.due_at, row.sent_at) == (None, None)
    assert "No such user" in row.error


def test_what_a_dead_process_had_claimed_is_sent_by_another_one(
    ada: Person, bob: Person, hand: ByHand, smtp: MailServer
) -> None:
    ask(ada, hand, assignees=["bob"])
    note_asked()
    assert claim_batch() is not None

    a_minute_later()
    send_due()
    assert smtp.taken == []  # it may be on its way
    due_now()
    send_due()

    assert len(smtp.taken) == 1


def test_tries_end(ada: Person, bob: Person, hand: ByHand, smtp: MailServer) -> None:
    ask(ada, hand, assignees=["bob"])
    smtp.answer = "451 Come again later"

    for _ in range(20):
        due_now()
        send()

    row = ApprovalMail.objects.get()
    assert (row.due_at, row.tries) == (None, 8)


def test_what_was_asked_later_is_tried_as_often(
    ada: Person, bob: Person, hand: ByHand, smtp: MailServer
) -> None:
    ask(ada, hand, assignees=["bob"])
    smtp.answer = "451 Come again later"
    for _ in range(7):
        due_now()
        send()
    ask(ada, hand, assignees=["bob"])

    due_now()
    send()

    given_up, later = ApprovalMail.objects.order_by("pk")
    assert (given_up.due_at, given_up.tries) == (None, 8)
    assert later.tries == 1
    assert later.due_at is not None


def test_a_sender_that_is_not_taken_is_the_operators_to_mend() -> None:
    refused = SMTPSenderRefused(530, b"5.7.0 Authentication required", "flows@example.org")

    assert not Unsendable(refused).is_final


def test_what_is_no_address_keeps_no_mail_of_others_back(
    ada: Person, bob: Person, hand: ByHand, smtp: MailServer
) -> None:
    User.objects.filter(pk=bob.user.pk).update(email="bob@example.org\nBcc: eve@example.org")
    ask(ada, hand, assignees=["bob"])
    ask(ada, hand, assignees=["ada"])

    send()

    assert [to for to, _ in told(smtp)] == ["ada@example.org"]
    row = ApprovalMail.objects.get(user=bob.user)
    assert "Invalid address" in row.error
    assert row.claim is None


def test_of_two_processes_that_read_that_it_was_asked_one_has_it_mailed(
    ada: Person,
    bob: Person,
    hand: ByHand,
    smtp: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(ada, hand, assignees=["bob"])
    note = approval_mail._note

    def other_first(approval: Approval) -> None:
        monkeypatch.undo()
        send()
        a_minute_later()
        note(approval)

    monkeypatch.setattr(approval_mail, "_note", other_first)

    send()

    assert len(smtp.taken) == 1


def test_the_ticker_sends_in_a_thread_of_its_own(
    ada: Person, bob: Person, hand: ByHand, smtp: MailServer
) -> None:
    ask(ada, hand, assignees=["bob"])

    tend_mail()

    wait_until(lambda: ApprovalMail.objects.filter(sent_at__isnull=False).exists(), "the mail")
    assert len(smtp.taken) == 1
