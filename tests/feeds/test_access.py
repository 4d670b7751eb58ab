"""Who may watch: by session, token or ticket, and only as long as that holds."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.feeds.sockets import a_socket, execution_path, workflow_path
from tests.pages.builders import a_team, a_workflow, an_execution, person
from workflows.feeds import feed
from workflows.models import ApiToken, Execution, Membership, SocketTicket, User
from workflows.rest.tickets import issue_ticket
from workflows.services.tokens import create_token

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def somebody_with_an_execution(name: str = "one") -> tuple[User, Execution]:
    team = a_team(name)
    return person(f"user-{name}", team=team), an_execution(a_workflow(team))


@sync_to_async
def a_token_of(user: User, scope: str = "read", **columns: datetime) -> bytes:
    token, text = create_token(user=user, name="script", scopes=[scope])
    ApiToken.objects.filter(pk=token.pk).update(**columns)
    return f"Bearer {text}".encode()


async def closing_code(path: str, **given: object) -> int:
    async with a_socket(path, **given) as socket:  # type: ignore[arg-type]
        return await socket.closed_with()


async def test_nobody_is_told_to_sign_in() -> None:
    _, execution = await somebody_with_an_execution()

    assert await closing_code(execution_path(execution)) == 4401


async def test_another_teams_execution_looks_like_none() -> None:
    user, mine = await somebody_with_an_execution("one")
    _, theirs = await somebody_with_an_execution("two")
    missing = f"/ws/executions/{mine.workflow.public_id if mine.workflow else ''}/events"

    assert await closing_code(execution_path(theirs), user=user) == 4404
    assert await closing_code(missing, user=user) == 4404


async def test_another_teams_workflow_looks_like_none() -> None:
    user, _ = await somebody_with_an_execution("one")
    _, theirs = await somebody_with_an_execution("two")
    assert theirs.workflow is not None

    assert await closing_code(workflow_path(theirs.workflow), user=user) == 4404


async def test_a_bearer_token_opens_the_feed() -> None:
    user, execution = await somebody_with_an_execution()
    header = {b"authorization": await a_token_of(user)}

    async with a_socket(execution_path(execution), headers=header) as socket:
        assert (await socket.hear())["type"] == "snapshot"


async def test_a_token_that_may_not_look_is_refused() -> None:
    user, execution = await somebody_with_an_execution()
    header = {b"authorization": await a_token_of(user, "run")}

    assert await closing_code(execution_path(execution), headers=header) == 4403


@pytest.mark.parametrize("header", [b"", b"Bearer", b"Bearer ", b"Bearer orc_nope", b"Basic x"])
async def test_a_wrong_header_never_falls_back_to_the_session(header: bytes) -> None:
    user, execution = await somebody_with_an_execution()
    headers = {b"authorization": header}

    assert await closing_code(execution_path(execution), user=user, headers=headers) == 4401


@pytest.mark.parametrize("column", ["revoked_at", "expires_at"])
async def test_an_ended_token_opens_nothing(column: str) -> None:
    user, execution = await somebody_with_an_execution()
    past = timezone.now() - timedelta(seconds=1)
    header = {b"authorization": await a_token_of(user, "read", **{column: past})}

    assert await closing_code(execution_path(execution), headers=header) == 4401


async def test_a_ticket_opens_one_socket() -> None:
    user, execution = await somebody_with_an_execution()
    ticket = (await sync_to_async(issue_ticket)(user)).ticket
    path = execution_path(execution, f"?ticket={ticket}")

    async with a_socket(path) as socket:
        assert (await socket.hear())["type"] == "snapshot"

    assert await closing_code(path) == 4401


@pytest.mark.parametrize("ticket", ["", "null", "0", "[]", "x" * 200, "%00"])
async def test_a_wrong_ticket_never_falls_back_to_the_session(ticket: str) -> None:
    user, execution = await somebody_with_an_execution()

    assert await closing_code(execution_path(execution, f"?ticket={ticket}"), user=user) == 4401


async def test_a_late_ticket_opens_nothing() -> None:
    user, execution = await somebody_with_an_execution()
    ticket = (await sync_to_async(issue_ticket)(user)).ticket
    past = timezone.now() - timedelta(seconds=1)
    await sync_to_async(SocketTicket.objects.update)(expires_at=past)

    assert await closing_code(execution_path(execution, f"?ticket={ticket}")) == 4401


async def test_leaving_the_team_ends_the_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "CHECK_S", 0.1)
    user, execution = await somebody_with_an_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await sync_to_async(Membership.objects.filter(user=user).delete)()

        assert await socket.closed_with() == 4404


async def test_signing_out_ends_the_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "CHECK_S", 0.1)
    user, execution = await somebody_with_an_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await sync_to_async(Session.objects.all().delete)()

        assert await socket.closed_with() == 4401


async def test_a_new_password_ends_the_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "CHECK_S", 0.1)
    user, execution = await somebody_with_an_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        user.set_password("another secret")
        await user.asave()

        assert await socket.closed_with() == 4401


async def test_revoking_the_token_ends_the_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "CHECK_S", 0.1)
    user, execution = await somebody_with_an_execution()
    header = {b"authorization": await a_token_of(user)}

    async with a_socket(execution_path(execution), headers=header) as socket:
        await socket.hear()
        await sync_to_async(ApiToken.objects.update)(revoked_at=timezone.now())

        assert await socket.closed_with() == 4401


async def test_a_deactivated_person_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "CHECK_S", 0.1)
    user, execution = await somebody_with_an_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await sync_to_async(User.objects.update)(is_active=False)

        assert await socket.closed_with() == 4401
