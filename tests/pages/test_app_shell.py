"""The frame of the app: who gets it, and what is written into it for each request."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from orchestrator_site.middleware import content_security_policy
from orchestrator_site.pages import app_shell
from tests.pages.builders import PASSWORD, a_team, a_workflow, an_execution, person
from tests.processes import ROOT
from workflows.models import Draft, Role, Team, User, Workflow

pytestmark = pytest.mark.django_db

SOURCE = ROOT / "frontend" / "index.html"
PAGES = (
    "/",
    "/executions",
    "/executions/compare",
    "/approvals",
    "/notices",
    "/agents",
    "/team",
    "/tokens",
)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was built here; a checkout without it stands in with what it is built from."""
    if not app_shell.BUILT.exists():
        monkeypatch.setattr(app_shell, "BUILT", SOURCE)


@pytest.fixture
def workflow(team: Team) -> Workflow:
    return a_workflow(team)


def address(workflow: Workflow) -> str:
    return f"/workflows/{workflow.public_id}/design"


def nonce_in(page: Any) -> str:
    found = re.search(r'<meta property="csp-nonce" nonce="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def root_of(page: Any) -> str:
    found = re.search(r"<html[^>]*>", page.content.decode())
    assert found is not None
    return found[0]


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("role", Role.values)
def test_every_member_gets_the_app(team: Team, workflow: Workflow, role: str) -> None:
    client = Client()
    client.force_login(person(role, team=team, role=role))

    page = client.get(address(workflow))

    assert page.status_code == 200
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert b'<div id="app">' in page.content
    assert not re.search(rb"__[A-Z]{4,}__", page.content)  # no place left unfilled


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("suffix", ["", "/design"])
def test_a_strangers_workflow_is_as_unknown_as_none(browser: Client, suffix: str) -> None:
    theirs = a_workflow(a_team("other"))
    nobodys = f"{'0' * 8}-0000-4000-8000-{'0' * 12}"

    assert browser.get(f"/workflows/{theirs.public_id}{suffix}").status_code == 404
    assert browser.get(f"/workflows/{nobodys}{suffix}").status_code == 404


@pytest.mark.usefixtures("built")
def test_a_strangers_execution_is_not_there(browser: Client, workflow: Workflow) -> None:
    mine = an_execution(workflow)
    theirs = an_execution(a_workflow(a_team("other")))

    assert browser.get(f"/executions/{mine.public_id}").status_code == 200
    assert browser.get(f"/executions/{theirs.public_id}").status_code == 404


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_for_people_who_signed_in(browser: Client, client: Client, path: str) -> None:
    assert b'<div id="app">' in browser.get(path).content
    assert client.get(path)["Location"] == f"/sign-in?next={path}"


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", PAGES)
def test_a_page_only_shows(browser: Client, path: str) -> None:
    assert browser.post(path).status_code == 405


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("address", ["/workflows", "/workflows/"])
def test_the_list_of_workflows_is_found_under_its_name(browser: Client, address: str) -> None:
    page = browser.get(address)

    assert page.status_code == 302
    assert page.headers["Location"] == "/"


def test_an_unknown_address_is_not_the_apps(browser: Client) -> None:
    assert browser.get("/executions/latest").status_code == 404
    assert browser.get("/nothing").status_code == 404


@pytest.mark.usefixtures("built")
def test_who_signs_in_comes_back(client: Client, user: User, workflow: Workflow) -> None:
    turned_away = client.get(address(workflow))

    form = {"username": user.username, "password": PASSWORD, "next": address(workflow)}
    signed_in = client.post(turned_away["Location"], form)

    assert turned_away.status_code == 302
    assert turned_away["Location"] == f"/sign-in?next={address(workflow)}"
    assert signed_in["Location"] == address(workflow)


@pytest.mark.usefixtures("built")
def test_the_page_allows_style_elements_by_its_nonce_and_nothing_else(
    browser: Client, workflow: Workflow
) -> None:
    page = browser.get(address(workflow))

    styles = f"'self' 'nonce-{nonce_in(page)}'"
    usual = content_security_policy()
    assert page["Content-Security-Policy"] == content_security_policy(styles)
    assert page["Content-Security-Policy"].replace(f" 'nonce-{nonce_in(page)}'", "") == usual
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "script-src 'self';" in page["Content-Security-Policy"]


@pytest.mark.usefixtures("built")
def test_no_two_requests_share_a_nonce(browser: Client, workflow: Workflow) -> None:
    nonces = {nonce_in(browser.get(address(workflow))) for _ in range(5)}

    assert len(nonces) == 5
    assert min(map(len, nonces)) >= 22  # 128 bits and more


@pytest.mark.usefixtures("built")
def test_the_page_is_kept_nowhere(browser: Client, workflow: Workflow) -> None:
    assert "no-store" in browser.get(address(workflow))["Cache-Control"]


@pytest.mark.usefixtures("built")
def test_the_app_can_make_changes_with_the_cookie_it_gets(user: User, workflow: Workflow) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    body = {"name": "Another name"}
    api = f"/api/v1/workflows/{workflow.public_id}"

    refused = strict.patch(api, body, content_type="application/json")
    strict.get(address(workflow))
    token = strict.cookies["orchestrator_csrf"]
    changed = strict.patch(
        api, body, content_type="application/json", headers={"X-CSRFToken": token.value}
    )

    assert not token["httponly"]
    assert refused.status_code == 403
    assert changed.status_code == 200


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_there_from_the_first_moment(
    browser: Client, workflow: Workflow, theme: str
) -> None:
    browser.cookies["orchestrator_theme"] = theme

    assert root_of(browser.get(address(workflow))) == f'<html lang="en" data-theme="{theme}">'


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("theme", [None, "", "sepia", "Dark", '"><script>alert(1)</script>'])
def test_without_a_theme_of_ours_the_system_decides(
    browser: Client, workflow: Workflow, theme: str | None
) -> None:
    if theme is not None:
        browser.cookies["orchestrator_theme"] = theme

    page = browser.get(address(workflow))

    assert root_of(page) == '<html lang="en">'
    assert b"alert(1)" not in page.content


def test_a_checkout_that_was_not_built_says_what_to_do(
    browser: Client, workflow: Workflow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_shell, "BUILT", tmp_path / "nothing.html")

    page = browser.get(address(workflow))

    assert page.status_code == 503
    assert b"make setup" in page.content
    assert page["Content-Security-Policy"] == content_security_policy()


def test_a_checkout_that_was_not_built_still_tells_strangers_nothing(
    browser: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_shell, "BUILT", tmp_path / "nothing.html")

    assert browser.get(address(a_workflow(a_team("other")))).status_code == 404


def test_the_app_hears_who_changed_a_draft_and_who_has_no_password_yet(
    user: User, browser: Client, team: Team
) -> None:
    changed = a_workflow(team)
    Draft.objects.filter(workflow=changed).update(changed_by=user)
    user.set_unusable_password()
    user.save()
    browser.force_login(user)

    rows = browser.get("/api/v1/workflows").json()["items"]
    me = browser.get("/api/v1/me").json()

    assert [row["changed_by"] for row in rows] == [user.username]
    assert me["has_password"] is False
