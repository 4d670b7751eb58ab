"""What operators do in the panel: through services, and on the record."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests.pages.builders import a_team, a_workflow, an_execution, operator, person
from workflows.access import as_operator
from workflows.admin import executions as panel
from workflows.errors import AccessDenied, IllegalMove, NotFound
from workflows.models import (
    ApiToken,
    AuditEntry,
    Execution,
    ExecutionState,
    Membership,
    Role,
    Team,
    User,
)
from workflows.services.executions import cancel_execution
from workflows.services.invitations import create_invitation, open_invitation

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.force_login(operator())
    return client


def act(browser: Client, model: str, action: str, *keys: int) -> Any:
    place = reverse(f"admin:workflows_{model}_changelist")
    return browser.post(place, {"action": action, "_selected_action": keys}, follow=True)


def a_token(user: User) -> ApiToken:
    return ApiToken.objects.create(user=user, name="script", digest="d" * 64, hint="abcd")


def test_revoking_a_token_ends_it_and_is_on_the_record(browser: Client) -> None:
    token = a_token(person())

    act(browser, "apitoken", "revoke", token.pk)

    token.refresh_from_db()
    entry = AuditEntry.objects.get()
    assert token.revoked_at is not None
    assert (entry.actor and entry.actor.username, entry.action) == ("root", "admin.revoke")
    assert entry.subject == f"apitoken {token.pk}"


def test_revoking_twice_is_one_entry_and_keeps_the_first_time(browser: Client) -> None:
    token = a_token(person())
    act(browser, "apitoken", "revoke", token.pk)
    token.refresh_from_db()
    first = token.revoked_at

    act(browser, "apitoken", "revoke", token.pk)

    token.refresh_from_db()
    assert token.revoked_at == first
    assert AuditEntry.objects.count() == 1


def test_revoking_an_invitation_closes_its_link_and_is_on_the_record(browser: Client) -> None:
    team = a_team()
    invitation, token = create_invitation(
        user=person(team=team), team_id=team.public_id, role=Role.VIEWER
    )

    for _ in range(2):
        act(browser, "invitation", "revoke", invitation.pk)

    assert open_invitation(token) is None
    entry = AuditEntry.objects.get(action="admin.revoke")
    assert (entry.team, entry.subject) == (team, f"invitation {invitation.pk}")


@pytest.mark.parametrize("action", ["cancel", "pause", "resume", "retry"])
def test_an_action_on_an_execution_goes_through_its_service(
    browser: Client, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    execution = an_execution(a_workflow(a_team()))
    asked: list[dict[str, Any]] = []

    def service(**given: Any) -> Execution:
        asked.append(given)
        return execution

    monkeypatch.setattr(panel, f"{action}_execution", service)

    act(browser, "execution", action, execution.pk)

    assert [given["execution_id"] for given in asked] == [execution.public_id]
    entry = AuditEntry.objects.get(action=f"admin.{action}")
    assert entry.team == execution.team
    assert entry.subject == f"execution {execution.pk}"


def test_an_operator_cancels_an_execution_of_a_team_that_is_not_theirs(browser: Client) -> None:
    execution = an_execution(a_workflow(a_team()), ExecutionState.RUNNING)

    act(browser, "execution", "cancel", execution.pk)

    execution.refresh_from_db()
    assert execution.state in (ExecutionState.CANCELLING, ExecutionState.CANCELLED)
    assert AuditEntry.objects.filter(action="admin.cancel").count() == 1


def test_being_staff_alone_opens_no_door() -> None:
    execution = an_execution(a_workflow(a_team()))

    with pytest.raises(NotFound):
        cancel_execution(user=operator(), execution_id=execution.public_id)


def test_nobody_but_staff_acts_as_an_operator() -> None:
    with pytest.raises(AccessDenied):
        as_operator(person())


def test_a_refused_action_says_why_and_is_not_on_the_record(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    execution = an_execution(a_workflow(a_team()))

    def refuse(**given: Any) -> Execution:
        raise IllegalMove("It has ended already.")

    monkeypatch.setattr(panel, "cancel_execution", refuse)

    page = act(browser, "execution", "cancel", execution.pk)

    assert b"It has ended already." in page.content
    assert not AuditEntry.objects.exists()


def test_staff_without_the_permission_gets_no_actions() -> None:
    staff = User.objects.create_user("staff", is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_apitoken"))
    browser = Client()
    browser.force_login(staff)
    token = a_token(person())

    act(browser, "apitoken", "revoke", token.pk)

    token.refresh_from_db()
    assert token.revoked_at is None


def test_changing_a_team_is_on_the_record(browser: Client) -> None:
    team = a_team()
    place = reverse("admin:workflows_team_change", args=[team.pk])

    browser.post(place, {"name": "New name", "slug": "one", "weight": 3})

    team.refresh_from_db()
    entry = AuditEntry.objects.get()
    assert (team.name, team.weight) == ("New name", 3)
    assert (entry.action, entry.team) == ("admin.change", team)
    assert entry.detail["changes"]


def test_adding_and_deleting_a_membership_are_on_the_record(browser: Client) -> None:
    team, user = a_team(), person()
    row = {"team": team.pk, "user": user.pk, "role": Role.EDITOR}
    browser.post(reverse("admin:workflows_membership_add"), row)
    made = Membership.objects.get()

    place = reverse("admin:workflows_membership_delete", args=[made.pk])
    browser.post(place, {"post": "yes"})

    assert not Membership.objects.exists()
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["admin.add", "admin.delete"]


@pytest.mark.parametrize(
    "model", ["execution", "taskrun", "attempt", "event", "draft", "version", "auditentry"]
)
def test_hot_rows_and_the_record_can_be_looked_at_only(browser: Client, model: str) -> None:
    assert browser.get(reverse(f"admin:workflows_{model}_add")).status_code == 403
    assert browser.get(reverse(f"admin:workflows_{model}_changelist")).status_code == 200


def test_a_posted_change_of_an_execution_changes_nothing(browser: Client) -> None:
    execution = an_execution(a_workflow(a_team()))
    place = reverse("admin:workflows_execution_change", args=[execution.pk])

    response = browser.post(place, {"state": 4, "priority": 0})

    execution.refresh_from_db()
    assert response.status_code == 403
    assert execution.priority == 50


def test_no_team_is_deleted_in_the_panel(browser: Client) -> None:
    team = a_team()

    response = browser.post(reverse("admin:workflows_team_delete", args=[team.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert Team.objects.filter(pk=team.pk).exists()


def test_what_people_wrote_is_escaped(browser: Client) -> None:
    workflow = a_workflow(a_team(), "<img src=x onerror=alert(1)>")
    workflow.draft.document = '{"name": "<script>alert(2)</script>"}'
    workflow.draft.save()

    pages = [
        browser.get(reverse("admin:workflows_workflow_changelist")),
        browser.get(reverse("admin:workflows_draft_change", args=[workflow.draft.pk])),
    ]

    for page in pages:
        assert b"<img src=x" not in page.content
        assert b"<script>alert" not in page.content
