"""Who comes in, with what, and with which code the others are sent away."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.collaboration.conformance.conftest import MakeSite
from tests.collaboration.conformance.site import COLLABORATION, EDITORS, OUTSIDER, VIEWER, Site
from tests.collaboration.node import Node, NodeError
from tests.servers import wait_until

pytestmark = pytest.mark.acceptance

ADA, BOB, CAROL, DAN = EDITORS[:4]


def open_one(node: Node, account: dict[str, object]) -> None:
    node.do("open", people=[account])


def refusal_of(node: Node, account: dict[str, object]) -> int:
    """The final code with which the stock provider gave up."""
    node.do("open", people=[account], wait=False)
    code: int = node.do("refused", name=account["name"])["code"]
    node.do("close", names=[account["name"]])
    return code


def test_a_browser_comes_in_with_its_session_cookie(node: Node, open_site: Site) -> None:
    cookie = open_site.team.people[ADA].cookie(open_site.port)

    open_one(node, open_site.account(open_site.workflow(), ADA, headers=cookie))

    assert node.do("status", name=ADA)["synced"]


def test_a_page_of_somebody_else_does_not(node: Node, open_site: Site) -> None:
    cookie = open_site.team.people[ADA].cookie(open_site.port) | {"Origin": "http://evil.example"}
    account = open_site.account(open_site.workflow(), ADA, headers=cookie)

    with pytest.raises(NodeError):
        node.do("open", people=[account], ms=1_500)

    assert node.do("status", name=ADA)["opened"] == 0


def test_a_program_comes_in_with_a_bearer_token(node: Node, open_site: Site) -> None:
    open_one(node, open_site.account(open_site.workflow(), ADA))

    assert node.do("status", name=ADA)["synced"]


def test_a_ticket_opens_one_socket_and_the_provider_comes_back_with_the_next(
    node: Node, open_site: Site
) -> None:
    tickets = [open_site.ticket(ADA), open_site.ticket(ADA)]
    open_one(node, open_site.account(open_site.workflow(), ADA, headers={}, tickets=tickets))

    node.do("terminate", names=[ADA])
    node.do("closed", name=ADA)
    node.do("sync", names=[ADA])

    assert node.do("status", name=ADA)["opened"] == 2


def test_on_a_used_ticket_the_provider_tries_again_until_it_has_another(
    node: Node, open_site: Site
) -> None:
    ticket, fresh = open_site.ticket(ADA), open_site.ticket(ADA)
    open_one(
        node, open_site.account(open_site.workflow(), ADA, headers={}, params={"ticket": ticket})
    )
    node.do("terminate", names=[ADA])

    again = [node.do("closed", name=ADA, known=known)["code"] for known in (1, 2)]
    assert node.do("status", name=ADA)["final"] is None
    node.do("equip", name=ADA, tickets=[fresh])
    node.do("sync", names=[ADA])

    assert again == [4501, 4501]


def test_who_brings_nothing_is_asked_to_sign_in(node: Node, open_site: Site) -> None:
    assert refusal_of(node, open_site.account(open_site.workflow(), ADA, headers={})) == 4401


def test_who_brings_a_wrong_token_is_asked_to_sign_in(node: Node, open_site: Site) -> None:
    account = open_site.account(
        open_site.workflow(), ADA, headers={"Authorization": "Bearer wrong"}
    )

    assert refusal_of(node, account) == 4401


def test_unknown_and_foreign_workflows_look_the_same(node: Node, open_site: Site) -> None:
    foreign = refusal_of(node, open_site.account(open_site.workflow(), OUTSIDER))
    unknown = refusal_of(node, open_site.account(str(uuid4()), OUTSIDER))

    assert foreign == unknown == 4404


def test_a_client_that_holds_another_generation_is_refused(node: Node, open_site: Site) -> None:
    workflow = open_site.workflow()

    open_one(node, open_site.account(workflow, ADA, params={"generation": "1"}))

    assert refusal_of(node, open_site.account(workflow, BOB, params={"generation": "2"})) == 4409


def test_a_client_with_an_older_layout_is_told_to_reload(node: Node, open_site: Site) -> None:
    account = open_site.account(open_site.workflow(), ADA, params={"schema": "0"})

    assert refusal_of(node, account) == 4426


@pytest.mark.long
def test_where_live_editing_is_off_rest_still_edits(node: Node, make_site: MakeSite) -> None:
    site = make_site(**{f"{COLLABORATION}LIVE_EDITING": "false"})
    site.start()
    workflow = site.workflow()

    assert refusal_of(node, site.account(workflow, ADA)) == 4405
    answer = site.rest().request(
        "PATCH",
        f"/workflows/{workflow}/document",
        json={"operations": [{"op": "add", "path": "/description", "value": "By REST"}]},
    )
    assert answer.status_code == 200, answer.text


@pytest.mark.long
def test_one_more_than_may_take_part_is_refused_and_a_seat_that_is_left_is_free(
    node: Node, make_site: MakeSite
) -> None:
    site = make_site(**{f"{COLLABORATION}PARTICIPANTS": "3"})
    site.start()
    workflow = site.workflow()
    node.do("open", people=[site.account(workflow, person) for person in (ADA, BOB, CAROL)])

    assert refusal_of(node, site.account(workflow, DAN)) == 4428
    node.do("close", names=[CAROL])

    def comes_in() -> bool:
        node.do("open", people=[site.account(workflow, DAN)], wait=False)
        try:
            node.do("sync", names=[DAN], ms=5_000)
        except NodeError:
            node.do("close", names=[DAN])
            return False
        return True

    wait_until(comes_in, "the seat to be free")


def test_a_viewer_sees_edits_at_once(node: Node, open_site: Site) -> None:
    workflow = open_site.workflow()
    node.do("open", people=[open_site.account(workflow, person) for person in (ADA, VIEWER)])

    took = []
    for n in range(3):  # the best of some tries is what the server can do
        node.do("addTask", name=ADA, id=f"seen_by_all_{n}")
        took.append(node.do("awaitTask", name=VIEWER, id=f"seen_by_all_{n}"))

    assert min(took) < 1_000
