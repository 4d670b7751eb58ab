"""With Redis, rights that end in one process end within a second on sockets of another one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.collaboration.conformance.conftest import TwoProcesses
from tests.collaboration.conformance.site import EDITORS, LEAVER, SIGNER
from tests.collaboration.node import Node
from tests.servers import wait_until

pytestmark = [pytest.mark.acceptance, pytest.mark.production]

ADA, BOB = EDITORS[:2]
# A second is the promise, and a busy machine may take many. What only looks would find after ten
# minutes here has come by a hint.
WITHIN_MS = 20_000
# Rights are looked up soon after each arrival, too: what changes before could be found by that.
LOOKED_AFTER = timedelta(seconds=1.5)


def open_there(node: Node, two: TwoProcesses, person: str, **more: Any) -> str:
    """A workflow that this person has open in the other process."""
    workflow = two.site.workflow()
    open_another(node, two, workflow, person, **more)
    return workflow


def open_another(node: Node, two: TwoProcesses, workflow: str, person: str, **more: Any) -> None:
    node.do("open", people=[two.site.account(workflow, person, port=two.there, **more)])
    wait_until(lambda: are_settled(two, workflow), "the look after an arrival")


def are_settled(two: TwoProcesses, workflow: str) -> bool:
    """Nothing but a hint makes the other process look at the rights of who is here."""
    here = two.site.rest().get(f"/workflows/{workflow}/session")["participants"]
    last = max(datetime.fromisoformat(each["joined_at"]) for each in here)
    return datetime.now(UTC) - last > LOOKED_AFTER


def refused_in_time(node: Node, name: str) -> int:
    code: int = node.do("refused", name=name, ms=WITHIN_MS)["code"]
    return code


def test_a_changed_role(node: Node, two_processes: TwoProcesses) -> None:
    site = two_processes.site
    workflow = open_there(node, two_processes, BOB)
    open_another(node, two_processes, workflow, BOB, name="asked", params={"extras": "session"})

    site.set_role(BOB, "viewer")
    try:
        assert refused_in_time(node, BOB) == 4403
        news = node.do("extra", name="asked", kind="session", ms=WITHIN_MS)
    finally:
        site.set_role(BOB, "editor")

    assert news == {"type": "role", "role": "viewer", "may_edit": False}


def test_a_removed_member(node: Node, two_processes: TwoProcesses) -> None:
    open_there(node, two_processes, LEAVER)

    two_processes.site.remove(LEAVER)

    assert refused_in_time(node, LEAVER) in (4403, 4404)


def test_a_sign_out(node: Node, two_processes: TwoProcesses) -> None:
    cookie = two_processes.site.team.people[SIGNER].cookie(two_processes.there)
    open_there(node, two_processes, SIGNER, headers=cookie)

    two_processes.site.sign_out(SIGNER)

    assert refused_in_time(node, SIGNER) == 4401


def test_a_revoked_token(node: Node, two_processes: TwoProcesses) -> None:
    token, token_id = two_processes.site.another_token(BOB)
    open_there(node, two_processes, BOB, headers={"Authorization": f"Bearer {token}"})

    two_processes.site.revoke_token(BOB, token_id)

    assert refused_in_time(node, BOB) == 4401


def test_a_token_whose_time_is_over(node: Node, two_processes: TwoProcesses) -> None:
    over_at = datetime.now(UTC) + timedelta(seconds=6)  # it opens a document before
    token, _ = two_processes.site.another_token(BOB, expires_at=over_at)
    open_there(node, two_processes, BOB, headers={"Authorization": f"Bearer {token}"})

    left = over_at - datetime.now(UTC)
    code = node.do("refused", name=BOB, ms=left / timedelta(milliseconds=1) + WITHIN_MS)["code"]

    assert code == 4401
    assert datetime.now(UTC) >= over_at


def test_a_workflow_that_an_operator_deletes_in_a_terminal(
    node: Node, two_processes: TwoProcesses
) -> None:
    workflow = open_there(node, two_processes, ADA)

    two_processes.site.delete_workflow(workflow)

    assert refused_in_time(node, ADA) == 4404


def test_an_owner_who_ends_a_session(node: Node, two_processes: TwoProcesses) -> None:
    site = two_processes.site
    workflow = open_there(node, two_processes, BOB)
    [bob] = site.rest().get(f"/workflows/{workflow}/session")["participants"]

    answer = site.rest().request(
        "DELETE", f"/workflows/{workflow}/session/participants/{bob['id']}"
    )

    assert answer.status_code == 204, answer.text
    assert refused_in_time(node, BOB) == 4403
