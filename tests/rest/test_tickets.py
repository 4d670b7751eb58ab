from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from tests.rest.world import Caller, person, team, token_of
from workflows.access import limits_of
from workflows.models import ApiToken, SocketTicket, User
from workflows.rest.tickets import Redeemed, issue_ticket, redeem_ticket
from workflows.services.tokens import person_of_token, revoke_all_tokens

pytestmark = pytest.mark.django_db


def test_a_ticket_opens_once() -> None:
    ada = person("ada")
    ticket = issue_ticket(ada)

    assert redeem_ticket(ticket.ticket) == Redeemed(ada)
    assert redeem_ticket(ticket.ticket) is None


def test_only_the_digest_of_a_ticket_is_kept() -> None:
    ticket = issue_ticket(person("ada"))

    assert ticket.ticket not in str(SocketTicket.objects.values().get())


def test_a_ticket_is_good_for_thirty_seconds() -> None:
    ada = person("ada")
    ticket = issue_ticket(ada)

    left = SocketTicket.objects.get().expires_at - timezone.now()
    SocketTicket.objects.update(expires_at=timezone.now())

    assert timedelta(seconds=29) < left <= timedelta(seconds=30)
    assert redeem_ticket(ticket.ticket) is None


def test_a_ticket_inherits_the_limits_of_the_token_behind_it() -> None:
    ada = person("ada", team("one"))
    limited = person_of_token(token_of(ada, "run"))
    assert limited is not None

    found = redeem_ticket(issue_ticket(limited).ticket)

    assert found is not None
    assert limits_of(found.user) == limits_of(limited)


def test_a_ticket_ends_with_its_token_and_its_person() -> None:
    ada = person("ada")
    limited = person_of_token(token_of(ada, "read"))
    assert limited is not None
    by_token, by_session = issue_ticket(limited), issue_ticket(ada)

    revoke_all_tokens(user=ada)
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert redeem_ticket(by_token.ticket) is None
    assert redeem_ticket(by_session.ticket) is None


@pytest.mark.parametrize("text", ["", "x", "x" * 10_000, "\x00", "\ud800"])
def test_what_is_no_ticket_opens_nothing(text: str) -> None:
    issue_ticket(person("ada"))

    assert redeem_ticket(text) is None
    assert SocketTicket.objects.exists()


def test_expired_tickets_are_cleared_by_the_next_one() -> None:
    ada = person("ada")
    issue_ticket(ada)
    SocketTicket.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    issue_ticket(ada)

    assert SocketTicket.objects.count() == 1


def test_tickets_are_given_over_rest() -> None:
    ada = person("ada")

    given = Caller(ada).post("socket-tickets").json()

    redeemed = redeem_ticket(given["ticket"])
    assert redeemed is not None
    assert redeemed.user == ada
    assert redeemed.session_key
    assert not ApiToken.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_show_one_ticket_one_gets_in() -> None:
    ticket = issue_ticket(person("ada"))
    barrier, found = threading.Barrier(8), []

    def redeem() -> None:
        barrier.wait(10)
        try:
            found.append(redeem_ticket(ticket.ticket))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=redeem) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(found) == 8
    assert sum(user is not None for user in found) == 1
