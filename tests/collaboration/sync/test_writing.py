"""What is written is read back; edits reach the document they describe."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given

from collaboration.shared_drafts import changed_keys
from collaboration.sync.differences import difference
from collaboration.sync.edges import Edge
from collaboration.sync.edits import (
    AddEdge,
    AddEntry,
    Edit,
    RemoveEntry,
    RemoveKey,
    SetValue,
    SpliceText,
)
from collaboration.sync.projection import dangling_edges, generation_of, project
from collaboration.sync.roots import root
from collaboration.sync.text_changes import MOST_DIFFERENCES_TOGETHER
from collaboration.sync.writing import apply_edits, new_doc, write_document
from tests.collaboration.random_documents import documents, random_change, seeds, unhurried
from tests.collaboration.sync.documents import Raw, agent, canonical, doc_of, raw_of, replica_of
from workflows.definition.canonical import normalise


@unhurried
@given(documents())
def test_a_document_written_and_projected_is_the_same(document: Raw) -> None:
    """Round trip without loss: the canonical forms are equal."""
    assert canonical(project(doc_of(document))) == canonical(document)


@unhurried
@given(documents())
def test_a_document_stored_and_loaded_is_the_same(document: Raw) -> None:
    """Invariant 7: load(store(doc)) is doc, for every document."""
    doc = doc_of(document)

    loaded = replica_of(doc)

    assert json.dumps(project(loaded)) == json.dumps(project(doc))
    assert loaded.get_state() == doc.get_state()


@unhurried
@given(documents(), seeds)
def test_applying_the_difference_reaches_the_new_document(old: Raw, seed: int) -> None:
    """Invariant 13: restoring through a difference makes the document equal to the version."""
    new = random_change(old, Random(seed))
    doc = doc_of(old)

    apply_edits(doc, difference(project(doc), new))

    assert canonical(project(doc)) == canonical(new)


@unhurried
@given(documents(), seeds)
def test_undoing_a_difference_brings_the_old_document_back(old: Raw, seed: int) -> None:
    """Invariant 13: restoring what was before the restore makes the document equal to that."""
    doc = doc_of(old)
    before = project(doc)
    apply_edits(doc, difference(before, random_change(old, Random(seed))))

    apply_edits(doc, difference(project(doc), before))

    assert canonical(project(doc)) == canonical(old)


@unhurried
@given(documents(), seeds)
def test_knowing_which_tasks_differ_changes_nothing_in_the_difference(old: Raw, seed: int) -> None:
    now, new = project(doc_of(old)), random_change(old, Random(seed))
    changed = changed_keys(now.get("tasks") or {}, new.get("tasks") or {})

    assert difference(now, new, tasks=changed) == difference(now, new)


def test_rewriting_every_prompt_makes_few_edits() -> None:
    """What is beyond the budget of an edit gives way as a whole, and burdens no later load."""
    count = MOST_DIFFERENCES_TOGETHER // 10

    def prompts(word: str) -> Raw:
        prompt = " ".join(f"{word}{place}" for place in range(60))
        return raw_of({f"t{i}": agent(input={"prompt": prompt}) for i in range(count)})

    doc = doc_of(prompts("a"))

    edits = difference(project(doc), prompts("b"))

    assert len(edits) <= count + MOST_DIFFERENCES_TOGETHER
    assert len(edits) < count * 60 / 2
    apply_edits(doc, edits)
    assert canonical(project(doc)) == canonical(prompts("b"))


def test_one_word_in_every_prompt_is_all_that_changes_there() -> None:
    def prompts(word: str) -> Raw:
        prompt = f"first words {word} last words"
        return raw_of({f"t{i:04}": agent(input={"prompt": prompt}) for i in range(1_000)})

    edits = difference(project(doc_of(prompts("old"))), prompts("new"))

    assert {(each.index, each.deleted) for each in edits if isinstance(each, SpliceText)} == {
        (12, 3)
    }
    assert len(edits) == 1_000


def test_the_projection_is_already_normalised() -> None:
    document = raw_of({"a": agent(), "b": agent(depends_on=["a", "a"])}, notes={}, description="")

    assert project(doc_of(document)) == normalise(document)


def test_a_document_is_written_once() -> None:
    doc = doc_of(raw_of())

    with pytest.raises(ValueError, match="empty"):
        write_document(doc, raw_of(), generation=2)

    assert generation_of(doc) == 1


def test_nothing_was_ever_written() -> None:
    doc = new_doc()

    assert generation_of(doc) is None
    assert project(doc) == {"schema": 1, "tasks": {}}


def test_a_new_task_has_the_texts_of_its_kind() -> None:
    doc = doc_of(raw_of({"ask": {"kind": "approval", "assignees": ["ann"]}}))

    apply_edits(doc, [AddEntry("tasks", "write", {"kind": "agent", "agent": "writer"})])

    tasks = root(doc, "tasks")
    assert type(tasks["ask"]["message"]).__name__ == "Text"
    assert type(tasks["write"]["input.prompt"]).__name__ == "Text"


def test_a_task_of_another_kind_gets_the_texts_of_that_kind() -> None:
    doc = doc_of(raw_of({"ask": {"kind": "wait", "duration_s": 1}}))

    apply_edits(doc, [SetValue("tasks", "ask", "kind", "approval")])

    assert type(root(doc, "tasks")["ask"]["message"]).__name__ == "Text"


def test_a_change_of_the_kind_keeps_a_text_that_is_there() -> None:
    doc = doc_of(raw_of({"ask": agent("Why?")}))

    apply_edits(doc, [SetValue("tasks", "ask", "kind", "agent")])

    assert project(doc)["tasks"]["ask"]["input"] == {"prompt": "Why?"}


@pytest.mark.parametrize(
    "edit",
    [
        SetValue("tasks", "gone", "name", "x"),
        RemoveKey("tasks", "gone", "name"),
        SpliceText("tasks", "gone", "input.prompt", 0, 0, "x"),
        RemoveEntry("tasks", "gone"),
        RemoveKey("tasks", "here", "gone"),
        SetValue("notes", "plain", "text", "x"),
    ],
)
def test_edits_of_what_is_gone_are_passed_over(edit: Edit) -> None:
    document = raw_of({"here": {"kind": "branch"}}, notes={"plain": "a text"})
    doc = doc_of(document)

    apply_edits(doc, [edit])

    assert project(doc) == document


def test_a_splice_counts_in_code_points() -> None:
    doc = doc_of(raw_of({"a": agent("😀 one €")}))

    apply_edits(doc, [SpliceText("tasks", "a", "input.prompt", 2, 3, "two 😀")])

    assert project(doc)["tasks"]["a"]["input"]["prompt"] == "😀 two 😀 €"


def test_a_splice_beyond_the_end_stays_inside_the_text() -> None:
    doc = doc_of(raw_of({"a": agent("ab")}))

    apply_edits(doc, [SpliceText("tasks", "a", "input.prompt", 9, 9, "c")])

    assert project(doc)["tasks"]["a"]["input"]["prompt"] == "abc"


def test_a_task_that_comes_back_does_not_bring_old_edges_along() -> None:
    doc = doc_of(raw_of({"a": agent(), "b": agent(depends_on=["a"])}))
    other = replica_of(doc)
    apply_edits(doc, [AddEdge(Edge("b", "failed", "a"))])
    apply_edits(other, [RemoveEntry("tasks", "a")])
    doc.apply_update(other.get_update())
    assert dangling_edges(doc) == (Edge("b", "failed", "a"),)

    apply_edits(doc, [AddEntry("tasks", "a", agent())])

    assert "depends_on" not in project(doc)["tasks"]["a"]
    assert dangling_edges(doc) == ()


def test_what_an_object_overshadowed_does_not_show_up_when_the_object_goes() -> None:
    doc = doc_of(raw_of({"a": agent()}))
    other = replica_of(doc)
    apply_edits(doc, [SetValue("tasks", "a", "retry", None)])
    apply_edits(other, [SetValue("tasks", "a", "retry.jitter", True)])
    doc.apply_update(other.get_update())
    assert project(doc)["tasks"]["a"]["retry"] == {"jitter": True}

    apply_edits(doc, [RemoveKey("tasks", "a", "retry.jitter")])

    assert "retry" not in project(doc)["tasks"]["a"]


def test_edits_are_one_transaction() -> None:
    doc = doc_of(raw_of({"a": agent()}))
    updates: list[bytes] = []
    subscription = doc.observe(lambda event: updates.append(event.update))

    apply_edits(doc, [SetValue("tasks", "a", "name", "A"), SetValue("tasks", "a", "pos", [1, 2])])

    assert len(updates) == 1
    doc.unobserve(subscription)
