"""Who is here, by REST; owners end sessions; edges that merging left behind."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session

from collaboration.models import Participant, SharedDocument
from tests.collaboration.consumers.conftest import Configure
from tests.collaboration.live import a_member, a_socket, wait_for
from tests.collaboration.store import a_workflow
from tests.rest.world import Caller, person
from workflows.models import Role, User, Workflow
from workflows.services.workflows import read_draft

pytestmark = pytest.mark.django_db(transaction=True)


async def two_people() -> tuple[Workflow, User, User]:
    def make() -> tuple[Workflow, User, User]:
        workflow, ada = a_workflow()
        return workflow, ada, person("bob", workflow.team, Role.EDITOR)

    return await sync_to_async(make)()


async def ask(user: User, method: str, path: str, body: Any = None) -> Any:
    return await sync_to_async(lambda: Caller(user).send(method, path, body))()


async def people_in(workflow: Workflow, user: User) -> list[dict[str, Any]]:
    answer = await ask(user, "GET", f"workflows/{workflow.public_id}/session")
    assert answer.status_code == 200
    here: list[dict[str, Any]] = answer.json()["participants"]
    return here


async def test_a_session_lists_who_is_here_in_colours_of_their_own() -> None:
    workflow, ada, bob = await two_people()

    async with a_member(workflow, ada, client_id=101), a_member(workflow, bob, client_id=102):
        here = await people_in(workflow, bob)

    assert [(each["username"], each["role"]) for each in here] == [
        (ada.username, "owner"),
        ("bob", "editor"),
    ]
    assert len({each["color"] for each in here}) == 2
    await wait_for(lambda: is_empty(workflow, bob), "the session to be empty")


async def test_a_list_of_workflows_can_say_who_is_in_each_of_ones_own() -> None:
    workflow, ada, bob = await two_people()
    theirs, eve = await sync_to_async(a_workflow)("two")

    async with a_member(workflow, ada, client_id=101), a_member(theirs, eve, client_id=102):
        rows = (await ask(bob, "GET", "participants")).json()["items"]

    assert [(row["username"], row["workflow"]) for row in rows] == [
        (ada.username, str(workflow.public_id))
    ]


async def is_empty(workflow: Workflow, user: User) -> bool:
    return await people_in(workflow, user) == []


async def test_an_owner_removes_somebody_and_the_others_stay(configure: Configure) -> None:
    configure(access_s=60)
    workflow, ada, bob = await two_people()

    async with (
        a_member(workflow, ada, client_id=101) as owner,
        a_member(workflow, bob, client_id=102) as removed,
    ):
        seat = await Participant.objects.aget(user=bob)
        path = f"workflows/{workflow.public_id}/session/participants/{seat.public_id}"
        refused = await ask(bob, "DELETE", path)
        answer = await ask(ada, "DELETE", path)
        end = await removed.closed()
        await owner.edit("owner", "Ada")

    assert (refused.status_code, answer.status_code) == (403, 204)
    assert end.code == 4403
    assert owner.end is None


async def test_an_owner_ends_the_session_and_everybody_may_come_again(
    configure: Configure,
) -> None:
    configure(access_s=60)
    workflow, ada, bob = await two_people()

    async with a_member(workflow, ada) as one, a_member(workflow, bob, client_id=102) as other:
        answer = await ask(ada, "DELETE", f"workflows/{workflow.public_id}/session")
        ends = [await one.closed(), await other.closed()]
    async with a_member(workflow, bob, client_id=103) as again:
        assert again.client.is_synced

    assert answer.status_code == 204
    assert [end.code for end in ends] == [4403, 4403]


async def test_a_program_shows_itself_and_moves_and_leaves(configure: Configure) -> None:
    configure(stale_s=30)
    workflow, ada, bob = await two_people()
    path = f"workflows/{workflow.public_id}/session/presence"

    async with a_member(workflow, ada) as socket:
        first = await ask(bob, "PUT", path, {"state": {"cursor": "gather"}})
        await socket.until(lambda client: states(client) == ["gather"])
        await ask(bob, "PUT", path, {"state": {"cursor": "count"}})
        await socket.until(lambda client: states(client) == ["count"])
        shown = dict(socket.client.presence)
        here = await people_in(workflow, ada)
        await ask(bob, "DELETE", path)
        await socket.until(lambda client: states(client) == [])

    (user,) = [each["user"] for each in shown.values()]
    assert first.status_code == 200
    assert (user["id"], user["kind"], user["role"]) == ("bob", "program", "editor")
    assert [(each["username"], each["is_program"], each["state"]) for each in here] == [
        (ada.username, False, None),
        ("bob", True, {"cursor": "count"}),
    ]


def states(client: Any) -> list[str]:
    return [each["cursor"] for each in client.presence.values()]


async def test_a_program_that_stops_repeating_itself_is_gone(configure: Configure) -> None:
    configure(stale_s=0.5)
    workflow, ada, bob = await two_people()

    async with a_member(workflow, ada) as socket:
        path = f"workflows/{workflow.public_id}/session/presence"
        await ask(bob, "PUT", path, {"state": {"cursor": "gather"}})
        await socket.until(lambda client: states(client) == ["gather"])
        await socket.until(lambda client: states(client) == [])


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 422)])
async def test_a_programs_state_has_a_size(configure: Configure, more: int, status: int) -> None:
    configure(presence_bytes=100)
    workflow, _, bob = await two_people()
    state = {"cursor": "x" * (100 - len('{"cursor":""}') + more)}

    answer = await ask(
        bob, "PUT", f"workflows/{workflow.public_id}/session/presence", {"state": state}
    )

    assert answer.status_code == status


async def test_a_program_does_not_say_who_it_is() -> None:
    workflow, _, bob = await two_people()

    answer = await ask(
        bob,
        "PUT",
        f"workflows/{workflow.public_id}/session/presence",
        {"state": {"user": {"name": "Ada"}}},
    )

    assert answer.status_code == 422


async def test_a_socket_of_a_ticket_ends_with_the_session_that_asked_for_it(
    configure: Configure,
) -> None:
    configure(access_s=60)
    workflow, ada, _ = await two_people()
    given = (await ask(ada, "POST", "socket-tickets")).json()["ticket"]

    async with a_socket(workflow, query=f"?ticket={given}") as socket:
        await socket.sync()
        async for session in Session.objects.all():
            await session.adelete()
        assert (await socket.closed()).code == 4401


async def test_an_edit_by_rest_shows_in_open_documents_at_once(configure: Configure) -> None:
    configure(poll_s=60)
    workflow, ada, bob = await two_people()
    patch = [{"op": "replace", "path": "/tasks/gather/name", "value": "Collect"}]

    async with a_member(workflow, ada) as socket:
        await socket.edit("owner", "Ada")
        answer = await ask(
            bob, "PATCH", f"workflows/{workflow.public_id}/document", {"operations": patch}
        )
        await socket.until(lambda client: client.document()["tasks"]["gather"]["name"] == "Collect")

    assert answer.status_code == 200
    assert socket.client.value("owner") == "Ada"


async def test_edges_without_a_task_are_told_and_pruned(configure: Configure) -> None:
    configure(validate_s=0.1)
    workflow, ada, bob = await two_people()
    path = f"workflows/{workflow.public_id}/document/prune"
    draws = {"source": "gather", "target": "gone"}

    async with a_member(workflow, ada, query="?extras=problems") as socket:
        await socket.send(
            socket.client.edit(lambda doc: doc["edges"].__setitem__("gather>gone", draws))
        )
        await socket.until(lambda client: "edge.dangling" in codes(client))
        answer = await ask(bob, "POST", path, {"edges": ["gather>gone", "gather>count"]})
        await socket.until(lambda client: "edge.dangling" not in codes(client))
        draft = await sync_to_async(read_draft)(user=ada, workflow_id=workflow.public_id)
        document = await SharedDocument.objects.aget(workflow=workflow)

    assert answer.json() == {"number": document.number, "removed": ["gather>gone"]}
    assert draft.document["tasks"]["count"]["depends_on"] == ["gather"]
    assert draft.revision == document.number


def codes(client: Any) -> list[str]:
    return [each["code"] for each in (client.problems or {}).get("problems", [])]
