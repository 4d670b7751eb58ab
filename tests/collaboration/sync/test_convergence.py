"""Replicas that edit for themselves and hear of each other late, twice or in any order agree."""

from __future__ import annotations

import json
from random import Random

from hypothesis import given, settings

from collaboration.sync.differences import difference
from collaboration.sync.edges import read_edge
from collaboration.sync.edits import AddEdge, SetValue
from collaboration.sync.projection import project
from collaboration.sync.roots import SharedDoc, root
from collaboration.sync.watching import Watcher
from collaboration.sync.writing import apply_edits
from tests.collaboration.random_documents import (
    documents,
    random_change,
    random_task,
    random_text,
    seeds,
    unhurried,
)
from tests.collaboration.sync.documents import Raw, agent, canonical, doc_of, raw_of, replica_of
from workflows.conf import DocumentLimits
from workflows.definition.graph import find_cycles, graph_of
from workflows.definition.parse import parse_leniently
from workflows.definition.validate import validate_document

LIMITS = DocumentLimits()
REPLICAS = 3


def _edit(doc: SharedDoc, random: Random) -> bytes:
    watcher = Watcher(doc)
    before = project(doc)
    apply_edits(doc, difference(before, random_change(before, random)))
    update, _ = watcher.take()
    watcher.close()
    return update


def _exchange(docs: list[SharedDoc]) -> None:
    """State-vector round trips, until everybody has heard of everybody."""
    for one in docs:
        for other in docs:
            other.apply_update(one.get_update(other.get_state()))
    for other in docs[:-1]:
        other.apply_update(docs[-1].get_update(other.get_state()))


@settings(unhurried, max_examples=60)
@given(documents(), seeds)
def test_replicas_agree_after_any_exchange(document: Raw, seed: int) -> None:
    """Invariants 1 and 12: one projection, keys in one order, whoever heard what when."""
    random = Random(seed)
    first = doc_of(document)
    docs = [first, *(replica_of(first, client_id=10 + i) for i in range(1, REPLICAS))]
    for _ in range(6):
        sender = random.choice(docs)
        update = _edit(sender, random)
        for receiver in random.sample(docs, random.randint(0, REPLICAS)):
            for _ in range(random.randint(1, 2)):
                receiver.apply_update(update or b"\0\0")

    _exchange(docs)

    texts = {json.dumps(project(doc)) for doc in docs}
    assert len(texts) == 1
    assert json.dumps(project(replica_of(first))) in texts


@unhurried
@given(seeds)
def test_a_deleted_task_stays_deleted(seed: int) -> None:
    """Invariant 11: whatever others do to the task, its texts and its edges at the same time."""
    random = Random(seed)
    one = doc_of(raw_of({t: random_task(random, ["a", "b", "c"]) for t in ("a", "b", "c")}))
    other = replica_of(one)
    before = project(one)
    apply_edits(one, difference(before, _without(before, "a")))
    for _ in range(3):
        changed = project(other)
        fresh = random_task(random, ["a", "b", "c"])
        changed["tasks"]["a"] |= fresh | {"input": {"prompt": random_text(random)}}
        changed["tasks"]["b"]["depends_on"] = ["a"]
        apply_edits(other, difference(project(other), changed))

    _exchange([one, other])

    assert "a" not in project(one)["tasks"]
    assert "a" not in project(other)["tasks"]
    assert not any(each == "a" for each in project(one)["tasks"]["b"].get("depends_on", []))


def _without(document: Raw, task_id: str) -> Raw:
    tasks = {key: dict(task) for key, task in document["tasks"].items() if key != task_id}
    for task in tasks.values():
        sources = task.pop("depends_on", [])
        task["depends_on"] = [each for each in sources if each.split(".")[0] != task_id]
    return document | {"tasks": tasks}


@unhurried
@given(seeds)
def test_replicas_find_the_same_cycles(seed: int) -> None:
    """Invariant 12: cycles made by merging are derived alike, and gate no edit."""
    random = Random(seed)
    ids = [f"t{i}" for i in range(8)]
    one = doc_of(raw_of({task_id: agent() for task_id in ids}))
    docs = [one, replica_of(one), replica_of(one)]
    for doc in docs:
        pairs = [random.sample(ids, 2) for _ in range(3)]
        edges = [read_edge(f"{source}>{target}") for source, target in pairs]
        apply_edits(doc, [AddEdge(edge) for edge in edges if edge is not None])

    _exchange(docs)

    found = [_cycles(project(doc)) for doc in docs]
    assert found[0] == found[1] == found[2]


def _cycles(document: Raw) -> list[list[str]]:
    parsed = parse_leniently(document, limits=LIMITS).document
    assert parsed is not None
    return find_cycles(graph_of(parsed))


@unhurried
@given(documents(), documents(), seeds)
def test_whatever_merging_leaves_is_projected_and_checked(one: Raw, other: Raw, seed: int) -> None:
    """Invariant 12: total; also where two unrelated documents with the same ids were mixed."""
    doc, stranger = doc_of(one, client_id=3), doc_of(other, client_id=4)
    _edit(stranger, Random(seed))

    doc.apply_update(stranger.get_update())

    document = project(doc)
    canonical(document)
    assert isinstance(validate_document(document, limits=LIMITS), list)
    tasks = document["tasks"]
    waited_for = [each for task in tasks.values() for each in task.get("depends_on", [])]
    assert {each.split(".")[0] for each in waited_for} <= set(tasks)


@unhurried
@given(documents(), seeds)
def test_restoring_keeps_what_others_do_elsewhere(document: Raw, seed: int) -> None:
    """Invariant 13: a restore is an edit like any other, and merges like one."""
    doc = doc_of(document | {"tasks": document["tasks"] | {"other": agent("before")}})
    version = project(doc)
    _edit_all_but(doc, "other", Random(seed))
    colleague = replica_of(doc)
    root(colleague, "tasks")["other"]["input.prompt"].insert(0, "not ")

    apply_edits(doc, difference(project(doc), version))
    _exchange([doc, colleague])

    restored = project(doc)
    assert restored["tasks"]["other"]["input"]["prompt"] == "not before"
    assert canonical(_without(restored, "other")) == canonical(_without(version, "other"))


def _edit_all_but(doc: SharedDoc, task_id: str, random: Random) -> None:
    before = project(doc)
    kept = before["tasks"][task_id]
    after = random_change(_without(before, task_id), random)
    after["tasks"][task_id] = kept
    apply_edits(doc, difference(before, after))


def test_five_hundred_drags_grow_a_document_by_less_than_a_twentieth() -> None:
    doc = doc_of(raw_of({f"t{i}": agent("A prompt of usual length " * 8) for i in range(1_000)}))
    apply_edits(doc, [SetValue("tasks", f"t{i}", "pos", [i, i]) for i in range(1_000)])
    before = len(doc.get_update())
    random = Random(1)

    for _ in range(500):
        task_id = f"t{random.randrange(1_000)}"
        place = [random.randrange(2_000), random.randrange(2_000)]
        apply_edits(doc, [SetValue("tasks", task_id, "pos", place)])

    assert len(doc.get_update()) <= 1.05 * before
