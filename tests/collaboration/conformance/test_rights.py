"""Roles, sessions and tokens that change while sockets are open; invariant 8."""

from __future__ import annotations

import pytest

from tests.collaboration.conformance.agreement import check_stored
from tests.collaboration.conformance.conftest import MakeSite
from tests.collaboration.conformance.site import (
    COLLABORATION,
    EDITORS,
    LEAVER,
    SIGNER,
    VIEWER,
    Site,
)
from tests.collaboration.node import Node

pytestmark = pytest.mark.acceptance

ADA, BOB = EDITORS[:2]
# Until a change has reached every open socket: five seconds on a machine that is not busy.
WITHOUT_REDIS_S = 20.0


def open_three(node: Node, site: Site) -> str:
    workflow = site.workflow()
    news = {"extras": "session"}
    people = [site.account(workflow, person, params=news) for person in (ADA, BOB, VIEWER)]
    node.do("open", people=people)
    return workflow


def refused_within(node: Node, name: str, seconds: float) -> int:
    """The final code; fails when the socket stays open for longer."""
    code: int = node.do("refused", name=name, ms=1_000 * seconds)["code"]
    return code


def test_a_viewer_who_edits_is_closed_and_nothing_of_it_is_anywhere(
    node: Node, open_site: Site
) -> None:
    workflow = open_three(node, open_site)
    before = node.do("settle", names=[ADA, BOB])

    node.do("addTask", name=VIEWER, id="by_the_viewer")

    assert refused_within(node, VIEWER, WITHOUT_REDIS_S) == 4403
    assert node.do("settle", names=[ADA, BOB]) == before
    check_stored(node, open_site.stored(workflow), before)


def test_edits_that_a_viewer_made_offline_are_refused_when_they_come_back(
    node: Node, open_site: Site
) -> None:
    open_three(node, open_site)
    before = node.do("settle", names=[ADA, BOB])
    node.do("disconnect", names=[VIEWER])
    node.do("addTask", name=VIEWER, id="by_the_viewer")

    node.do("connect", names=[VIEWER])

    assert refused_within(node, VIEWER, WITHOUT_REDIS_S) == 4403
    assert node.do("settle", names=[ADA, BOB]) == before


def test_who_was_made_an_editor_may_edit_before_anybody_has_told_the_server(
    node: Node, open_site: Site
) -> None:
    open_three(node, open_site)
    node.do("settle", names=[ADA, BOB, VIEWER])
    open_site.set_role(VIEWER, "editor")

    node.do("addTask", name=VIEWER, id="at_once")

    node.do("awaitTask", name=ADA, id="at_once")
    assert node.do("status", name=VIEWER)["final"] is None
    open_site.set_role(VIEWER, "viewer")


def test_who_was_made_a_viewer_may_not_edit_and_may_again_when_made_an_editor(
    node: Node, open_site: Site
) -> None:
    workflow = open_three(node, open_site)
    open_site.set_role(BOB, "viewer")
    before = node.do("settle", names=[ADA, VIEWER])
    node.do("addTask", name=BOB, id="too_late")
    assert refused_within(node, BOB, WITHOUT_REDIS_S) == 4403
    assert node.do("settle", names=[ADA, VIEWER]) == before

    open_site.set_role(BOB, "editor")
    node.do("connect", names=[BOB])
    node.do("awaitTask", name=ADA, id="too_late")

    # What was refused was kept by its author, and is welcome now.
    check_stored(node, open_site.stored(workflow), node.do("settle", names=[ADA, BOB, VIEWER]))


def test_a_viewer_who_was_made_an_editor_may_edit_without_coming_anew(
    node: Node, open_site: Site
) -> None:
    open_three(node, open_site)
    open_site.set_role(VIEWER, "editor")
    try:
        node.do("extra", name=VIEWER, kind="session", ms=1_000 * WITHOUT_REDIS_S)
        node.do("addTask", name=VIEWER, id="by_a_new_editor")
        node.do("awaitTask", name=ADA, id="by_a_new_editor")
    finally:
        open_site.set_role(VIEWER, "viewer")

    assert node.do("status", name=VIEWER)["closes"] == []


def test_a_member_who_was_removed_is_closed_and_hears_nothing_more(
    node: Node, open_site: Site
) -> None:
    workflow = open_three(node, open_site)
    node.do("open", people=[open_site.account(workflow, LEAVER)])

    open_site.remove(LEAVER)

    assert refused_within(node, LEAVER, WITHOUT_REDIS_S) in (4403, 4404)
    node.do("addTask", name=ADA, id="not_for_all")
    node.do("awaitTask", name=VIEWER, id="not_for_all")
    assert "not_for_all" not in node.do("describe", name=LEAVER)["json"]


def test_who_signs_out_is_closed(node: Node, open_site: Site) -> None:
    cookie = open_site.team.people[SIGNER].cookie(open_site.port)
    node.do("open", people=[open_site.account(open_site.workflow(), SIGNER, headers=cookie)])

    open_site.sign_out(SIGNER)

    assert refused_within(node, SIGNER, WITHOUT_REDIS_S) == 4401


def test_a_token_that_was_revoked_closes_its_sockets_and_no_other(
    node: Node, open_site: Site
) -> None:
    workflow = open_three(node, open_site)
    another, token_id = open_site.another_token(BOB)
    headers = {"Authorization": f"Bearer {another}"}
    node.do("open", people=[open_site.account(workflow, BOB, name="by token", headers=headers)])

    open_site.revoke_token(BOB, token_id)

    assert refused_within(node, "by token", WITHOUT_REDIS_S) == 4401
    assert node.do("status", name=BOB)["closes"] == []


def test_a_workflow_that_was_deleted_closes_its_sockets(node: Node, open_site: Site) -> None:
    workflow = open_three(node, open_site)

    open_site.delete_workflow(workflow)

    assert refused_within(node, ADA, WITHOUT_REDIS_S) == 4404
    assert refused_within(node, VIEWER, WITHOUT_REDIS_S) == 4404


def test_an_owner_removes_somebody_from_the_session(node: Node, open_site: Site) -> None:
    workflow = open_three(node, open_site)
    here = open_site.rest().get(f"/workflows/{workflow}/session")["participants"]
    [bob] = [each["id"] for each in here if each["username"] == BOB]

    answer = open_site.rest().request("DELETE", f"/workflows/{workflow}/session/participants/{bob}")

    assert answer.status_code == 204, answer.text
    assert refused_within(node, BOB, WITHOUT_REDIS_S) == 4403
    assert node.do("status", name=ADA)["closes"] == []


@pytest.mark.long
def test_who_does_nothing_for_long_is_sent_away(node: Node, make_site: MakeSite) -> None:
    site = make_site(**{f"{COLLABORATION}IDLE_S": "2"})
    site.start()
    node.do("open", people=[site.account(site.workflow(), ADA)])

    assert refused_within(node, ADA, 15) == 4408
