"""Signing in by password and by link, signing out, choosing a password."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_site.pages.next_page import is_own_path
from orchestrator_site.pages.throttle import TRIES_PER_ADDRESS, TRIES_PER_NAME, may_try
from tests.pages.builders import PASSWORD, person
from workflows.models import ApiToken, SignInLink, User
from workflows.services.first_start import ensure_first_start
from workflows.services.sign_in_links import make_link, redeem_link

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.urls")]

FOREIGN = [
    "https://evil.example",
    "http://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example/x",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "http://testserver@evil.example",
    "http://testserver.evil.example",
    "http://testserver/",
    "evil.example",
    "%2f%2fevil.example",
    " //evil.example",
    "/\u2028/evil.example",
    "ftp://evil.example",
    "",
]


def sign_in(client: Client, name: str = "ada", password: str = PASSWORD, **more: str) -> int:
    form = {"username": name, "password": password, **more}
    return client.post("/sign-in", form).status_code


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_signs_in(client: Client) -> None:
    person()

    response = client.post("/sign-in", {"username": "ada", "password": PASSWORD})

    assert response.status_code == 302
    assert response["Location"] == "/"
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong"), ("nobody", PASSWORD), ("", ""), ("ada", "")]
)
def test_everything_else_gets_the_same_answer(client: Client, name: str, password: str) -> None:
    person()

    response = client.post("/sign-in", {"username": name, "password": password})

    assert response.status_code == 403
    assert b"do not match" in response.content
    assert not is_signed_in(client)


def test_somebody_without_a_password_cannot_sign_in_by_one(client: Client) -> None:
    user = person()
    user.set_unusable_password()
    user.save()

    assert sign_in(client, password="") == 403
    assert sign_in(client, password=user.password) == 403


def test_trying_many_passwords_is_stopped_even_for_the_right_one(client: Client) -> None:
    person()

    answers = [sign_in(client, password=f"wrong {n}") for n in range(TRIES_PER_NAME)]

    assert set(answers) == {403}
    assert sign_in(client) == 429
    assert not is_signed_in(client)


def test_another_name_from_the_same_address_may_still_try(client: Client) -> None:
    person()
    person("bob")
    for n in range(TRIES_PER_NAME + 1):
        sign_in(client, password=f"wrong {n}")

    assert sign_in(client, "bob") == 302


def test_trying_many_names_is_stopped_too(client: Client) -> None:
    answers = [sign_in(client, f"name-{n}") for n in range(TRIES_PER_ADDRESS + 1)]

    assert answers[-1] == 429


def test_a_success_forgives_earlier_mistakes(client: Client) -> None:
    person()
    for _ in range(3):
        for n in range(TRIES_PER_NAME - 1):
            sign_in(client, password=f"wrong {n}")
        assert sign_in(client) == 302
        client.logout()


@given(st.text(max_size=200))
def test_any_name_can_be_counted(name: str) -> None:
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "192.0.2.1"

    assert may_try(request, name) in (True, False)


@pytest.mark.parametrize("wanted", FOREIGN)
def test_no_foreign_page_is_next(client: Client, wanted: str) -> None:
    person()
    form = {"username": "ada", "password": PASSWORD, "next": wanted}

    assert client.post("/sign-in", form)["Location"] == "/"


@pytest.mark.parametrize("wanted", FOREIGN)
def test_no_foreign_page_is_next_for_who_is_signed_in(browser: Client, wanted: str) -> None:
    assert browser.get("/sign-in", {"next": wanted})["Location"] == "/"


def test_the_page_that_was_asked_for_is_next(client: Client) -> None:
    person()

    turned_away = client.get("/executions?state=failed")
    page = client.get(turned_away["Location"])
    form = {"username": "ada", "password": PASSWORD, "next": "/executions?state=failed"}

    assert b"/executions?state=failed" in page.content
    assert client.post("/sign-in", form)["Location"] == "/executions?state=failed"


@given(st.text(alphabet="/\\.:@?#%ea x\t", max_size=20))
def test_an_own_path_never_names_a_host(wanted: str) -> None:
    if is_own_path(wanted):
        assert wanted.startswith("/")
        assert not wanted.startswith(("//", "/\\"))


def test_looking_at_a_link_uses_nothing_up(client: Client) -> None:
    token = make_link(person())

    for _ in range(3):
        page = client.get(f"/sign-in/{token}")

    assert page.status_code == 200
    assert page["Referrer-Policy"] == "strict-origin"
    assert SignInLink.objects.get().used_at is None
    assert not is_signed_in(client)


def test_a_link_signs_in_once(client: Client) -> None:
    token = make_link(person())

    first = client.post(f"/sign-in/{token}")
    second = Client().post(f"/sign-in/{token}")

    assert first.status_code == 302
    assert is_signed_in(client)
    assert second.status_code == 403
    assert b"used already" in second.content


@pytest.mark.django_db(transaction=True)
def test_of_two_that_come_at_once_one_gets_in() -> None:
    token = make_link(person())

    def redeem(_: int) -> bool:
        try:
            return redeem_link(token) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(redeem, range(4)))

    assert sorted(results) == [False, False, False, True]


@pytest.mark.parametrize("token", [None, "", [], {}, 0, b"x", True, "nope", "\ud800", "x" * 9_000])
def test_what_is_no_token_opens_nothing(token: object) -> None:
    make_link(person())

    assert redeem_link(token) is None


def test_the_digest_of_a_token_is_not_a_token() -> None:
    make_link(person())

    assert redeem_link(SignInLink.objects.get().digest) is None


def test_a_late_link_opens_nothing(client: Client) -> None:
    token = make_link(person())
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert client.post(f"/sign-in/{token}").status_code == 403


def test_a_link_of_a_deactivated_person_opens_nothing() -> None:
    token = make_link(person())
    User.objects.update(is_active=False)

    assert redeem_link(token) is None


def test_signing_out_needs_a_button_and_ends_the_session(browser: Client) -> None:
    assert browser.get("/sign-out").status_code == 405

    response = browser.post("/sign-out")

    assert response["Location"] == "/sign-in"
    assert not is_signed_in(browser)


def test_forms_are_refused_without_their_token(user: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)

    for address in ("/sign-in", "/sign-out", "/set-password", f"/sign-in/{make_link(user)}"):
        assert strict.post(address).status_code == 403
    assert is_signed_in(strict)


def test_the_first_password_closes_the_links(client: Client) -> None:
    user = person()
    user.set_unusable_password()
    user.save()
    client.post(f"/sign-in/{make_link(user)}")
    later = make_link(user)
    chosen = {"new_password1": "a fine new secret", "new_password2": "a fine new secret"}

    response = client.post("/set-password", chosen)

    assert response.status_code == 302
    assert is_signed_in(client)
    assert redeem_link(later) is None
    assert sign_in(Client(), password="a fine new secret") == 302


def test_after_a_password_is_set_the_page_leads_on_and_asks_for_nothing(client: Client) -> None:
    user = person()
    user.set_unusable_password()
    user.save()
    client.post(f"/sign-in/{make_link(user)}")
    chosen = {"new_password1": "a fine new secret", "new_password2": "a fine new secret"}

    page = client.post("/set-password", chosen, follow=True).content.decode()

    assert "The password is set." in page
    assert 'type="password"' not in page
    assert '<a class="button primary" href="/">' in page


def test_a_later_password_needs_the_old_one_and_ends_what_was_open(user: User) -> None:
    here, elsewhere = Client(), Client()
    here.force_login(user)
    elsewhere.force_login(user)
    token = ApiToken.objects.create(user=user, name="t", digest="d" * 64, hint="abcd")
    new = {"new_password1": "a fine new secret", "new_password2": "a fine new secret"}

    refused = here.post("/set-password", new)
    changed = here.post("/set-password", {**new, "old_password": PASSWORD})

    token.refresh_from_db()
    assert refused.status_code == 200
    assert changed.status_code == 302
    assert here.get("/set-password").status_code == 200
    assert elsewhere.get("/set-password").status_code == 302
    assert token.revoked_at is not None


def test_a_weak_password_is_refused(browser: Client) -> None:
    weak = {"old_password": PASSWORD, "new_password1": "password", "new_password2": "password"}

    page = browser.post("/set-password", weak)

    assert page.status_code == 200
    assert b"too common" in page.content


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_has_the_colours_that_were_chosen_before(client: Client, theme: str) -> None:
    client.cookies["orchestrator_theme"] = theme

    assert f'<html lang="en" data-theme="{theme}">' in client.get("/sign-in").content.decode()


@pytest.mark.parametrize("theme", [None, "", "sepia", '"><script>alert(1)</script>'])
def test_without_a_choice_of_ours_the_system_decides(client: Client, theme: str | None) -> None:
    if theme is not None:
        client.cookies["orchestrator_theme"] = theme

    page = client.get("/sign-in").content.decode()

    assert '<html lang="en">' in page
    assert "alert(1)" not in page


def test_as_long_as_nobody_has_a_password_the_page_says_how_to_come_in(client: Client) -> None:
    ensure_first_start()

    before = client.get("/sign-in").content.decode()
    admin = User.objects.get(username="admin")
    admin.set_password(PASSWORD)
    admin.save()
    after = client.get("/sign-in").content.decode()

    assert "the link that the server printed" in before
    assert "the link that the server printed" not in after
