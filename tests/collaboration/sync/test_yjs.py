"""What the stock Yjs wrote (js/fixtures/write.mjs) is scanned as Yjs itself understands it."""

from __future__ import annotations

import json
from base64 import b64decode
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from collaboration.sync.awareness import read_presence
from collaboration.sync.frames import (
    AwarenessFrame,
    QueryAwareness,
    SyncStep1,
    SyncStep2,
    SyncUpdate,
    read_frame,
)
from collaboration.sync.updates import adds_nothing, is_ready, read_state_vector
from tests.collaboration.sync.replicas import (
    content_of,
    deletions_of,
    new_document,
    scan,
    state_after,
    state_of,
)

FIXTURES = Path(__file__).parents[1] / "js" / "fixtures" / "yjs.json"
HISTORIES = range(8)


@cache
def fixtures() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(FIXTURES.read_text())
    return told


def history(index: int) -> dict[str, Any]:
    told: dict[str, Any] = fixtures()["histories"][index]
    return told


def by_client(told: dict[str, Any]) -> dict[int, Any]:
    return {int(client): each for client, each in told.items()}


@pytest.mark.parametrize("index", HISTORIES)
def test_updates_span_what_yjs_says_and_are_ready_in_order(index: int) -> None:
    doc = new_document()

    for each in history(index)["updates"]:
        update = b64decode(each["update"])
        scanned = scan(update)
        spans = {client: list(span) for client, span in scanned.spans.items()}

        assert spans == by_client(each["spans"])
        assert is_ready(scanned, state_of(doc))
        doc.apply_update(update)
        assert adds_nothing(scanned, state_of(doc), deletions_of(doc))

    assert state_of(doc) == by_client(history(index)["clocks"])
    assert content_of(doc) == history(index)["content"]


@pytest.mark.parametrize("index", HISTORIES)
@pytest.mark.parametrize("form", ["whole", "merged"])
def test_a_whole_document_of_yjs_stands_alone(index: int, form: str) -> None:
    told = history(index)

    scanned = scan(b64decode(told[form]))

    assert state_after({}, scanned) == by_client(told["clocks"])
    assert scanned.needs == {}
    assert not scanned.has_skip


@pytest.mark.parametrize("index", HISTORIES)
def test_a_whole_document_of_yjs_names_all_that_is_deleted(index: int) -> None:
    told = history(index)

    scanned = scan(b64decode(told["whole"]))

    deletions = {client: [list(r) for r in found] for client, found in scanned.deletes.items()}
    assert deletions == by_client(told["deletions"])


@pytest.mark.parametrize("index", HISTORIES)
def test_a_hole_in_a_merge_is_seen_and_must_be_filled_first(index: int) -> None:
    told = history(index)
    updates = [b64decode(each["update"]) for each in told["updates"]]
    third = len(updates) // 3
    doc = new_document()

    scanned = scan(b64decode(told["gap"]))

    assert scanned.has_skip == told["gap_has_hole"]
    assert not is_ready(scanned, state_of(doc))
    for update in updates[: 2 * third]:
        doc.apply_update(update)
    assert is_ready(scanned, state_of(doc))
    assert state_after(state_of(doc), scanned) == by_client(told["clocks"])


@pytest.mark.parametrize("index", HISTORIES)
def test_state_vectors_of_yjs_are_read(index: int) -> None:
    told = history(index)

    state = read_state_vector(b64decode(told["state_vector"]), clients=3)

    assert state == by_client(told["clocks"])


def test_frames_of_yjs_are_read() -> None:
    frames = {name: read_frame(b64decode(told)) for name, told in fixtures()["frames"].items()}

    assert frames["step_1"] == SyncStep1(b"\x01\x07\x01")
    assert isinstance(frames["step_2"], SyncStep2)
    assert frames["update"] == SyncUpdate(frames["step_2"].update)
    assert scan(frames["step_2"].update).spans == {7: (0, 1)}
    assert frames["query_awareness"] == QueryAwareness()


def test_presence_of_yjs_is_read() -> None:
    frame = read_frame(b64decode(fixtures()["frames"]["awareness"]))
    assert isinstance(frame, AwarenessFrame)

    (entry,) = read_presence(frame.payload, entries=1, state_bytes=4096)

    assert entry.client == 7
    assert entry.state == {
        "user": {"name": "Zoë 🦀", "color": "#30bced"},
        "cursor": {"x": 1.5, "y": -2},
    }
