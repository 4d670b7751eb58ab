"""Who may come in, with what, and how long they may stay."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from collaboration.models import SharedDocument
from collaboration.persistence.log import load_state
from collaboration.rooms import attendance
from collaboration.rooms.process import Rooms
from collaboration.rooms.room import Room
from tests.collaboration.consumers.conftest import Configure
from tests.collaboration.live import PATIENCE_S, a_member, a_socket
from tests.collaboration.store import a_workflow, values_of
from tests.rest.world import person, team
from workflows.models import Membership, Role, SocketTicket, User, Workflow
from workflows.rest.tickets import issue_ticket
from workflows.services.teams import change_role, remove_member
from workflows.services.tokens import create_token

pytestmark = pytest.mark.django_db(transaction=True)

SOON = {"access_s": 60}  # hints alone
BY_LOOKING = {"access_s": 0.2}


async def a_pair(role: str = Role.EDITOR) -> tuple[Workflow, User, User]:
    """A workflow, its owner, and another member of the team."""

    def make() -> tuple[Workflow, User, User]:
        workflow, ada = a_workflow()
        return workflow, ada, person("bob", workflow.team, role)

    return await sync_to_async(make)()


def bearer(text: str) -> dict[bytes, bytes]:
    return {b"authorization": f"Bearer {text}".encode()}


async def stored_values(workflow: Workflow) -> dict[str, Any]:
    document = await SharedDocument.objects.aget(workflow=workflow)
    return values_of(await sync_to_async(load_state)(document.pk))


async def test_nobody_comes_in_unknown() -> None:
    workflow, _, _ = await a_pair()

    async with a_socket(workflow) as socket:
        end = await socket.closed()

    assert end.code == 4401
    assert end.reason


async def test_strangers_find_nothing() -> None:
    workflow, _, _ = await a_pair()
    stranger = await sync_to_async(lambda: person("eve", team("other")))()

    async with a_socket(workflow, stranger) as socket:
        assert (await socket.closed()).code == 4404


async def test_a_ticket_opens_one_socket_and_then_asks_to_come_again() -> None:
    workflow, ada, _ = await a_pair()
    ticket = await sync_to_async(issue_ticket)(ada)

    async with a_member(workflow, None, query=f"?ticket={ticket.ticket}") as member:  # type: ignore[arg-type]
        assert member.client.is_synced
    async with a_socket(workflow, query=f"?ticket={ticket.ticket}") as again:
        used = await again.closed()
    other = await sync_to_async(issue_ticket)(ada)
    await SocketTicket.objects.aupdate(expires_at=timezone.now() - timedelta(seconds=1))
    async with a_socket(workflow, query=f"?ticket={other.ticket}") as late:
        expired = await late.closed()

    assert (used.code, expired.code) == (4501, 4501)


@pytest.mark.parametrize(
    ("scopes", "code"), [(["read", "edit"], None), (["read"], 4403), (["run"], 4403)]
)
async def test_a_program_comes_in_by_its_token_and_edits_within_its_scopes(
    scopes: list[str], code: int | None
) -> None:
    workflow, ada, _ = await a_pair()
    _, text = await sync_to_async(create_token)(user=ada, name="bot", scopes=scopes)

    async with a_socket(workflow, headers=bearer(text), query="?extras=saved") as socket:
        if scopes == ["run"]:
            assert (await socket.closed()).code == code
            return
        await socket.sync()
        await socket.edit("owner", "bot")
        if code:
            assert (await socket.closed()).code == code
        else:
            await socket.until(lambda client: client.saved and client.saved[0] == 2)

    assert ("owner" in await stored_values(workflow)) == (code is None)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?generation=1", None),
        ("?generation=2", 4409),
        ("?generation=x", 4409),
        ("?schema=1", None),
        ("?schema=0", 4426),
    ],
)
async def test_generation_and_schema_are_compared_when_given(query: str, code: int | None) -> None:
    workflow, ada, _ = await a_pair()

    async with a_socket(workflow, ada, query=query) as socket:
        if code:
            assert (await socket.closed()).code == code
        else:
            await socket.sync()


async def test_sockets_are_refused_where_live_editing_is_switched_off(
    configure: Configure,
) -> None:
    configure(live_editing=False)
    workflow, ada, _ = await a_pair()

    async with a_socket(workflow, ada) as socket:
        assert (await socket.closed()).code == 4405


@pytest.mark.parametrize("noticed", [SOON, BY_LOOKING])
async def test_whoever_is_removed_from_the_team_is_closed(
    configure: Configure, noticed: dict[str, float]
) -> None:
    configure(**noticed)
    workflow, ada, bob = await a_pair()

    async with a_member(workflow, bob) as socket:
        if noticed is SOON:
            remove: Any = sync_to_async(remove_member)
            await remove(user=ada, team_id=workflow.team.public_id, username="bob")
        else:
            await sync_to_async(without_a_signal)(Membership.objects.filter(user=bob))
        assert (await socket.closed()).code == 4403


async def test_a_lowered_role_closes_and_what_was_under_way_is_not_written(
    configure: Configure,
) -> None:
    configure(**SOON)
    workflow, _, bob = await a_pair()

    async with a_member(workflow, bob) as socket:
        # No signal and no look: only the commit itself can notice.
        await Membership.objects.filter(user=bob).aupdate(role=Role.VIEWER)
        await socket.edit("owner", "Bob")
        end = await socket.closed()

    assert end.code == 4403
    assert "owner" not in await stored_values(workflow)


async def test_whoever_asked_is_told_of_a_lowered_role_and_stays(configure: Configure) -> None:
    configure(**SOON)
    workflow, ada, bob = await a_pair()
    lower: Any = sync_to_async(change_role)

    async with a_member(workflow, bob, query="?extras=session") as socket:
        await lower(user=ada, team_id=workflow.team.public_id, username="bob", role=Role.VIEWER)
        await socket.until(lambda client: client.news)
        await socket.edit("owner", "Bob")
        end = await socket.closed()

    assert socket.client.news[0] == {"type": "role", "role": "viewer", "may_edit": False}
    assert end.code == 4403
    assert "owner" not in await stored_values(workflow)


async def test_who_comes_back_with_another_role_is_told_which() -> None:
    workflow, _, bob = await a_pair()

    async with a_member(workflow, bob, query="?extras=session&role=viewer") as socket:
        await socket.until(lambda client: client.news)

    assert socket.client.news == [{"type": "role", "role": "editor", "may_edit": True}]


async def test_who_comes_back_with_the_same_role_hears_nothing_of_it() -> None:
    workflow, _, bob = await a_pair()

    async with a_member(workflow, bob, query="?extras=saved&role=editor") as socket:
        await socket.edit("owner", "Bob")
        await socket.until(lambda client: client.saved)

    assert socket.client.news == []


async def test_who_is_removed_is_closed_though_the_writer_waits_for_the_database(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(**SOON)
    workflow, ada, bob = await a_pair()
    eve = await sync_to_async(person)("eve", workflow.team, Role.EDITOR)
    goes_on = threading.Event()
    monkeypatch.setattr(attendance, "change_role", lambda *_: goes_on.wait(PATIENCE_S))

    async with (
        a_member(workflow, bob, query="?extras=session") as lowered,
        a_member(workflow, eve, client_id=102) as removed,
    ):
        await Membership.objects.filter(user=bob).aupdate(role=Role.VIEWER)
        await sync_to_async(remove_member)(
            user=ada, team_id=workflow.team.public_id, username="eve"
        )
        await lowered.until(lambda client: client.news)
        end = await removed.closed()
        is_waiting = not goes_on.is_set()
        goes_on.set()

    assert (end.code, is_waiting) == (4403, True)


async def test_a_raised_role_counts_at_once(configure: Configure) -> None:
    configure(**SOON)
    workflow, ada, bob = await a_pair(Role.VIEWER)
    raise_role: Any = sync_to_async(change_role)

    async with a_member(workflow, bob, query="?extras=session,saved") as socket:
        await raise_role(
            user=ada, team_id=workflow.team.public_id, username="bob", role=Role.EDITOR
        )
        await socket.until(lambda client: client.news)
        await socket.edit("owner", "Bob")
        await socket.until(lambda client: client.saved and client.saved[0] == 2)

    assert (await stored_values(workflow))["owner"] == "Bob"


@pytest.mark.parametrize("noticed", [SOON, BY_LOOKING])
async def test_signing_out_closes_the_sockets_of_that_session(
    configure: Configure, noticed: dict[str, float]
) -> None:
    configure(**noticed)
    workflow, ada, bob = await a_pair()

    async with a_member(workflow, bob) as socket, a_member(workflow, ada) as other:
        keys = [key async for key in Session.objects.values_list("pk", flat=True)]
        of_bob = [key for key in keys if await belongs_to(key, bob)]
        if noticed is SOON:
            session = await Session.objects.aget(pk=of_bob[0])
            await session.adelete()
        else:
            await sync_to_async(without_a_signal)(Session.objects.filter(pk__in=of_bob))
        end = await socket.closed()
        await other.edit("owner", "still here")

    assert end.code == 4401
    assert other.end is None


async def belongs_to(key: str, user: User) -> bool:
    session = await Session.objects.aget(pk=key)
    return bool(session.get_decoded().get("_auth_user_id") == str(user.pk))


async def test_another_password_ends_the_sessions_sockets(configure: Configure) -> None:
    configure(**SOON)
    workflow, _, bob = await a_pair()

    async with a_member(workflow, bob) as socket:
        bob.set_password("another one, long enough")
        await bob.asave()
        assert (await socket.closed()).code == 4401


async def test_a_deactivated_person_is_closed(configure: Configure) -> None:
    configure(**SOON)
    workflow, _, bob = await a_pair()

    async with a_member(workflow, bob) as socket:
        bob.is_active = False
        await bob.asave()
        assert (await socket.closed()).code == 4401


async def test_what_changed_while_somebody_came_in_counts(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(access_s=60)
    workflow, _, bob = await a_pair()
    open_room = Rooms.open

    async def remove_first(here: Rooms, document_id: int) -> Room:
        """They were let in, and have no socket yet that a hint could end."""
        await sync_to_async(without_a_signal)(Membership.objects.filter(user=bob))
        return await open_room(here, document_id)

    monkeypatch.setattr(Rooms, "open", remove_first)
    async with a_socket(workflow, bob) as socket:
        end = await socket.closed()

    assert end.code == 4403


async def test_a_deleted_workflow_closes_its_sockets(configure: Configure) -> None:
    configure(**SOON)
    workflow, ada, _ = await a_pair()

    async with a_member(workflow, ada) as socket:
        await workflow.adelete()
        assert (await socket.closed()).code == 4404


def without_a_signal(rows: QuerySet[Any]) -> None:
    """Delete as another process would, whose hint is lost."""
    rows._raw_delete(rows.db)
