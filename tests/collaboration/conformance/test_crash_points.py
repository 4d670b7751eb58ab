"""Invariants 4 and 6: a process that dies between a change and what follows it."""

from __future__ import annotations

import httpx
import pytest

from tests.acceptance.processes import CRASHED, run_command
from tests.collaboration.conformance.agreement import settle
from tests.collaboration.conformance.conftest import MakeSite
from tests.collaboration.conformance.site import EDITORS, Site
from tests.collaboration.conformance.test_kills import (
    WRITERS,
    begin_writing,
    check_all_arrived,
    check_nothing_lost,
)
from tests.collaboration.node import Node
from workflows.crashpoints import VARIABLE

pytestmark = pytest.mark.acceptance

# How often a place is passed before the one that kills.
WHILE_WRITING = {"append.before_commit": 25, "append.after_commit": 25}
# How often the log is merged once the process has died there.
MERGED = {"compaction.before_commit": 0, "compaction.after_commit": 1}
WHILE_MERGING = (
    "compaction.before_commit",
    pytest.param("compaction.after_commit", marks=pytest.mark.long),
)
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


@pytest.mark.parametrize("name", WHILE_MERGING)
def test_a_process_that_dies_while_it_merges_a_log_loses_and_doubles_nothing(
    node: Node, make_site: MakeSite, name: str
) -> None:
    site = make_site()
    dying = site.start(crash_at=name)
    workflow = begin_writing(node, site)
    node.do("startWriting", names=WRITERS, rate=60)
    node.do("write", name=WRITERS[0], times=40, gapMs=10)

    with pytest.raises(httpx.TransportError):
        site.merge_log(workflow)
    assert dying.wait_for_death() == CRASHED
    node.do("stopWriting")
    assert site.merges(workflow) == MERGED[name]
    check_nothing_lost(node, site, workflow)
    site.start()
    node.do("sync", names=WRITERS)
    node.do("startWriting", names=WRITERS, rate=60)
    site.merge_log(workflow)
    node.do("stopWriting")

    check_all_arrived(node, site, workflow, WRITERS)
    assert site.merges(workflow) > MERGED[name]


@pytest.mark.long
@pytest.mark.parametrize("name", MERGED)
def test_a_command_that_dies_while_it_merges_a_log_disturbs_nobody_who_writes_to_it(
    node: Node, site: Site, name: str
) -> None:
    workflow = begin_writing(node, site)
    node.do("startWriting", names=WRITERS, rate=60)
    node.do("write", name=WRITERS[0], times=40, gapMs=10)

    environment = {**site.installation.environment, VARIABLE: name}
    died = run_command(["compact_documents"], environment)
    node.do("write", name=WRITERS[1], times=40, gapMs=10)
    node.do("stopWriting")

    assert died.returncode == CRASHED, died.stderr
    assert site.merges(workflow) == MERGED[name]
    check_all_arrived(node, site, workflow, WRITERS)
    assert [node.do("status", name=name)["closes"] for name in WRITERS] == [[]] * len(WRITERS)


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
