"""Opening the link of an invitation, with an account, without one, and when it is over."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orchestrator_site.pages.throttle import TRIES_PER_NAME
from tests.pages.builders import PASSWORD, a_team, person
from workflows.models import Invitation, Membership, Role, Team, User
from workflows.services.invitations import create_invitation
from workflows.services.teams import remove_member

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.urls")]

NEW = {"username": "bob", "password1": PASSWORD, "password2": PASSWORD}
GONE = b"This invitation does not work"


@pytest.fixture
def link(user: User, team: Team) -> str:
    """To the team `One` of ada, as an editor."""
    return link_of(user, team)


def link_of(user: User, team: Team, role: Role = Role.EDITOR) -> str:
    _, token = create_invitation(user=user, team_id=team.public_id, role=role)
    return f"/join/{token}"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def roles() -> dict[str, str]:
    return dict(Membership.objects.values_list("user__username", "role"))


def test_looking_at_a_link_says_what_it_is_and_changes_nothing(client: Client, link: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        pages = [client.get(link), client.head(link), client.get(link)]

    assert {page.status_code for page in pages} == {200}
    assert b"Join One" in pages[0].content
    assert pages[0]["Referrer-Policy"] == "strict-origin"
    assert "no-store" in pages[0]["Cache-Control"]
    assert {each["sql"].split()[0] for each in asked} <= {"SELECT"}
    assert roles() == {"ada": Role.OWNER}


def test_somebody_new_makes_an_account_and_is_in_the_team(client: Client, link: str) -> None:
    response = client.post(link, NEW)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert roles() == {"ada": Role.OWNER, "bob": Role.EDITOR}
    assert client.session["_auth_user_id"] == str(User.objects.get(username="bob").pk)
    assert Client().login(username="bob", password=PASSWORD)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"password1": "password", "password2": "password"}, b"too common"),
        ({"password2": "another long secret"}, b"match"),
        ({"password1": "bob", "password2": "bob"}, b"too short"),
        ({"username": "ADA"}, b"already exists"),
        ({"username": ""}, b"required"),
        ({"username": "a b"}, b"valid username"),
        ({"username": ".."}, b"letter or digit"),
        ({"username": "x" * 151}, b"150"),
    ],
)
def test_what_is_wrong_with_an_account_is_told_and_uses_nothing_up(
    client: Client, link: str, wrong: dict[str, str], told: bytes
) -> None:
    page = client.post(link, {**NEW, **wrong})

    assert page.status_code == 200
    assert told in page.content
    assert PASSWORD.encode() not in page.content
    assert "_auth_user_id" not in client.session
    assert client.post(link, NEW).status_code == 302


def test_who_has_an_account_signs_in_and_comes_back(client: Client, link: str) -> None:
    person("bob")
    page = client.get(link).content.decode()
    assert f'href="/sign-in?next={link.replace("/", "%2F")}"' in page

    back = client.post("/sign-in", {"username": "bob", "password": PASSWORD, "next": link})
    assert back["Location"] == link
    assert "Join as bob" in client.get(link).content.decode()
    joined = client.post(link, {"as": "bob"})

    assert joined["Location"] == "/"
    assert roles()["bob"] == Role.EDITOR


def test_who_is_in_another_team_too_lands_in_the_list_of_the_new_one(link: str, team: Team) -> None:
    bob = person("bob", team=a_team("two"))

    joined = signed_in(bob).post(link, {"as": "bob"})

    assert joined["Location"] == f"/?team={team.public_id}"


def test_nobody_joins_as_somebody_else_than_the_page_said(link: str) -> None:
    bob = signed_in(person("bob"))

    for form in ({"as": "cem"}, {}, NEW):
        assert b"Join as bob" in bob.post(link, form).content
    assert roles() == {"ada": Role.OWNER}
    assert not User.objects.filter(username="cem").exists()


def test_another_account_may_be_used_instead(link: str) -> None:
    browser = signed_in(person("bob"))

    response = browser.post("/sign-out", {"next": link})

    assert response["Location"] == link
    assert b"Create your account" in browser.get(link).content
    assert browser.post("/sign-out", {"next": "//evil.example"})["Location"] == "/sign-in"


def test_a_member_is_told_so_and_keeps_the_role(user: User, team: Team) -> None:
    link = link_of(user, team, Role.VIEWER)
    ada = signed_in(user)

    for page in (ada.get(link), ada.post(link, {"as": "ada"})):
        assert b"You are in One already" in page.content
    assert roles() == {"ada": Role.OWNER}
    assert Invitation.objects.get().uses == 0


def test_who_joined_by_a_link_may_open_it_again(client: Client, link: str) -> None:
    client.post(link, NEW)

    assert b"You are in One already" in client.get(link).content


def test_to_a_removed_member_the_link_looks_like_one_that_never_was(user: User, team: Team) -> None:
    bob = person("bob")
    _, token = create_invitation(user=user, team_id=team.public_id, role=Role.EDITOR, max_uses=5)
    browser, link = signed_in(bob), f"/join/{token}"
    browser.post(link, {"as": "bob"})
    remove_member(user=user, team_id=team.public_id, username="bob")

    pages = [browser.get(link), browser.post(link, {"as": "bob"})]

    assert [page.status_code for page in pages] == [404, 404]
    assert all(GONE in page.content for page in pages)
    assert roles() == {"ada": Role.OWNER}


def without_csrf(page: bytes) -> bytes:
    return re.sub(rb'(name="csrfmiddlewaretoken" value=)"\w+"', rb"\1", page)


def revoked() -> None:
    Invitation.objects.update(revoked_at="2026-01-01T00:00:00Z")


def expired() -> None:
    Invitation.objects.update(expires_at="2026-01-01T00:00:00Z")


def used() -> None:
    Invitation.objects.update(uses=1)


def void() -> None:
    person("eve", team=Team.objects.get())
    team = Team.objects.get()
    remove_member(user=User.objects.get(username="ada"), team_id=team.public_id, username="ada")


@pytest.mark.parametrize("end", [revoked, expired, used, void])
def test_a_link_that_is_over_looks_like_one_that_never_was(link: str, end: Any) -> None:
    end()
    bob = signed_in(person("bob"))

    for one in (Client(), bob):
        over, unknown = one.get(link), one.get("/join/never")
        assert over.status_code == unknown.status_code == 404
        assert without_csrf(over.content) == without_csrf(unknown.content)
        assert GONE in over.content
        assert b"One" not in over.content
    for answer in (bob.post(link, {"as": "bob"}), Client().post(link, {**NEW, "username": "cem"})):
        assert answer.status_code == 404
        assert GONE in answer.content
    assert not User.objects.filter(username="cem").exists()
    assert "bob" not in roles()


def test_forms_are_refused_without_their_token(link: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person("bob"))

    assert strict.post(link, {"as": "bob"}).status_code == 403
    assert Client(enforce_csrf_checks=True).post(link, NEW).status_code == 403
    assert roles() == {"ada": Role.OWNER}


def test_guessing_links_is_stopped(client: Client, link: str) -> None:
    answers = [client.get(f"/join/guess-{n}").status_code for n in range(TRIES_PER_NAME)]

    assert set(answers) == {404}
    assert client.get("/join/guess").status_code == 429
    assert client.get(link).status_code == 429
    assert client.post(link, NEW).status_code == 429
    assert roles() == {"ada": Role.OWNER}


def test_trying_many_names_by_one_link_is_stopped(client: Client, link: str) -> None:
    answers = [client.post(link, {**NEW, "username": "ada"}) for _ in range(TRIES_PER_NAME)]

    assert {answer.status_code for answer in answers} == {200}
    assert client.post(link, NEW).status_code == 429


def test_what_owners_write_is_text(client: Client, user: User, team: Team) -> None:
    Team.objects.update(name="<b>One</b>")

    page = client.get(link_of(user, team)).content

    assert b"&lt;b&gt;One&lt;/b&gt;" in page
    assert b"<b>One" not in page
