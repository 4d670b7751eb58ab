"""Invariants 4 and 6: a process that dies between a change and what follows it."""

from __future__ import annotations

import httpx
import pytest

from tests.acceptance.processes import CRASHED
from tests.collaboration.conformance.agreement import settle
from tests.collaboration.conformance.conftest import MakeSite
from tests.collaboration.conformance.site import EDITORS
from tests.collaboration.conformance.test_kills import (
    WRITERS,
    begin_writing,
    check_all_arrived,
    check_nothing_lost,
)
from tests.collaboration.node import Node

pytestmark = pytest.mark.acceptance

# How often a place is passed before the one that kills.
WHILE_WRITING = {"append.before_commit": 25, "append.after_commit": 25}
WHILE_RESTORING = ("restore.before_commit", "restore.after_commit")
AT_THE_FIRST_OPENING = ("move.before_commit", "move.after_commit")
DRAFT = {
    "schema": 1,
    "name": "Written before live editing",
    "tasks": {"old": {"kind": "function", "function": "demo.noop"}},
}


@pytest.mark.parametrize("name", WHILE_WRITING)
def test_a_process_that_dies_while_people_write_loses_and_doubles_nothing(
    node: Node, make_site: MakeSite, name: str
) -> None:
    site = make_site()
    dying = site.start(crash_at=f"{name}:{WHILE_WRITING[name]}")
    workflow = begin_writing(node, site)
    node.do("startWriting", names=WRITERS, rate=60)

    assert dying.wait_for_death() == CRASHED
    node.do("stopWriting")
    check_nothing_lost(node, site, workflow)
    site.start()
    node.do("sync", names=WRITERS)

    check_all_arrived(node, site, workflow, WRITERS)


@pytest.mark.long
@pytest.mark.parametrize("name", WHILE_RESTORING)
def test_a_process_that_dies_while_a_checkpoint_is_restored_restores_all_of_it_or_nothing(
    node: Node, make_site: MakeSite, name: str
) -> None:
    site = make_site()
    dying = site.start(crash_at=name)
    workflow = site.workflow(DRAFT)
    node.do("open", people=[site.account(workflow, person) for person in EDITORS[:2]])
    made = site.rest().post(f"/workflows/{workflow}/checkpoints", {"name": "Before"})
    assert made.status_code == 201, made.text
    node.do("build", name=EDITORS[0], tasks=30)
    node.do("settle", names=EDITORS[:2])

    with pytest.raises(httpx.TransportError):
        site.rest().post(f"/checkpoints/{made.json()['id']}/restore")
    assert dying.wait_for_death() == CRASHED
    site.start()
    node.do("sync", names=EDITORS[:2])

    settle(node, site, workflow, EDITORS[:2])
    tasks = set(site.stored(workflow).load()["tasks"].keys())
    assert len(tasks) == (31 if name == "restore.before_commit" else 1)


@pytest.mark.long
@pytest.mark.parametrize("name", AT_THE_FIRST_OPENING)
def test_a_process_that_dies_while_a_draft_becomes_a_shared_document_makes_it_one_document(
    node: Node, make_site: MakeSite, name: str
) -> None:
    site = make_site()
    site.start()
    workflow = site.workflow(DRAFT)
    site.kill()
    site.forget_shared_document(workflow)
    dying = site.start(crash_at=name)
    node.do("open", people=[site.account(workflow, EDITORS[0])], wait=False)
    assert dying.wait_for_death() == CRASHED

    site.start()
    node.do("sync", names=EDITORS[:1])

    agreed = settle(node, site, workflow, EDITORS[:1])
    assert agreed["json"].count('"old"') == 1
    assert site.stored(workflow).load()["meta"]["generation"] == 1
