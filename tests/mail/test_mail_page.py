"""Where one's mail goes: an address counts once its link was pressed."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from tests.mail.server import MailServer
from tests.pages.builders import a_team, person
from workflows.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.urls")]

ADDRESS = "ada@example.org"


@pytest.fixture
def user() -> User:
    return person("ada", team=a_team())


@pytest.fixture(autouse=True)
def no_tries_before() -> None:
    cache.clear()


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address_of(user: User) -> str:
    return User.objects.get(pk=user.pk).email


def link_in(smtp: MailServer) -> str:
    found = re.search(
        r"https://flows\.example\.org(/mail/confirm/\S+)", smtp.taken[-1].get_content()
    )
    assert found
    return found[1]


def test_the_link_in_the_mail_makes_an_address_count(
    client: Client, user: User, smtp: MailServer
) -> None:
    page = client.post("/mail", {"address": ADDRESS, "wants_mail": "on"}, follow=True)

    assert f"A mail is on its way to {ADDRESS}".encode() in page.content
    assert smtp.taken[0]["To"] == ADDRESS
    assert address_of(user) == ""
    link = link_in(smtp)
    assert ADDRESS.encode() in client.get(link).content
    assert address_of(user) == ""  # looking changes nothing
    client.post(link)
    assert address_of(user) == ADDRESS
    assert client.post(link).status_code == 404  # once


def test_a_link_is_for_one_person_and_one_day(
    client: Client, user: User, smtp: MailServer, time_machine: object
) -> None:
    client.post("/mail", {"address": ADDRESS, "wants_mail": "on"})
    other = Client()
    other.force_login(person("bob"))

    assert other.post(link_in(smtp)).status_code == 404
    assert Client().post(link_in(smtp)).status_code == 302  # to sign in
    assert client.post(link_in(smtp)[:-1] + "x").status_code == 404
    assert address_of(user) == ""


def test_no_address_and_no_mail_count_at_once(client: Client, user: User, smtp: MailServer) -> None:
    User.objects.filter(pk=user.pk).update(email=ADDRESS)

    client.post("/mail", {"address": ADDRESS})
    assert not User.objects.get(pk=user.pk).wants_mail
    client.post("/mail", {"address": ""})

    assert address_of(user) == ""
    assert smtp.taken == []


def test_what_is_no_address_is_told_beside_the_field(
    client: Client, user: User, smtp: MailServer
) -> None:
    page = client.post("/mail", {"address": "ada at home"})

    assert b"Enter a valid email address." in page.content
    assert b"ada at home" in page.content


def test_a_server_that_takes_nothing_is_told(client: Client, smtp: MailServer) -> None:
    smtp.answer = "550 No"

    page = client.post("/mail", {"address": ADDRESS})

    assert b"did not take the mail" in page.content


def test_mail_to_strangers_is_bounded(client: Client, smtp: MailServer) -> None:
    for at in range(12):
        page = client.post("/mail", {"address": f"stranger{at}@example.org"}, follow=True)

    assert len(smtp.taken) == 10
    assert b"Too many tries" in page.content


def test_without_a_mail_server_the_page_says_so(client: Client, user: User) -> None:
    page = client.get("/mail")

    assert b"sends no mail" in page.content
    client.post("/mail", {"address": "", "wants_mail": ""})
    assert User.objects.get(pk=user.pk).wants_mail
