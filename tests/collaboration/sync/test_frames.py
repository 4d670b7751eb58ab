from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map, create_awareness_message, create_sync_message, create_update_message

from collaboration.errors import FrameRefused
from collaboration.sync import frames
from collaboration.sync.encoding import Reader
from collaboration.sync.frames import (
    AwarenessFrame,
    QueryAwareness,
    SyncStep1,
    SyncStep2,
    SyncUpdate,
    read_frame,
)


@given(st.binary())
def test_every_frame_is_read_as_it_was_written(body: bytes) -> None:
    assert read_frame(frames.step1(body)) == SyncStep1(body)
    assert read_frame(frames.step2(body)) == SyncStep2(body)
    assert read_frame(frames.update(body)) == SyncUpdate(body)
    assert read_frame(frames.awareness(body)) == AwarenessFrame(body)


def test_frames_of_another_implementation_are_read() -> None:
    doc: Doc[Map[str]] = Doc()

    assert read_frame(create_sync_message(doc)) == SyncStep1(doc.get_state())
    assert read_frame(create_update_message(b"abc")) == SyncUpdate(b"abc")
    assert read_frame(create_awareness_message(b"abc")) == AwarenessFrame(b"abc")
    assert read_frame(b"\x03") == QueryAwareness()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x00", id="sync without a step"),
        pytest.param(b"\x00\x03\x00", id="unknown step"),
        pytest.param(b"\x00\x00", id="step 1 without a state vector"),
        pytest.param(b"\x00\x02\x05abc", id="update cut off"),
        pytest.param(b"\x00\x02\x03abcd", id="bytes behind an update"),
        pytest.param(b"\x03\x00", id="bytes behind a question"),
        pytest.param(b"\x01\x03ab", id="awareness cut off"),
        pytest.param(b"\x02\x00\x00", id="what only servers send"),
        pytest.param(b"\x04", id="unknown type"),
        pytest.param(frames.saved(1, 2), id="our own answer"),
        pytest.param(b"\x80\x00\x02\x00", id="type in more bytes than needed"),
    ],
)
def test_a_malformed_frame_is_refused_for_good(data: bytes) -> None:
    with pytest.raises(FrameRefused) as refused:
        read_frame(data)

    assert refused.value.close_code == 4400
    assert 0 < len(refused.value.reason.encode()) <= 123


@given(st.binary(max_size=64))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with suppress(FrameRefused):
        read_frame(data)


def test_our_own_messages_carry_numbers_and_json() -> None:
    saved = Reader(frames.saved(300, 70_000), FrameRefused)
    problems = Reader(frames.problems(json.dumps({"number": 3, "problems": ["ä"]})), FrameRefused)
    session = Reader(frames.session('{"type":"role"}'), FrameRefused)

    assert [saved.uint(), saved.uint(), saved.uint()] == [100, 300, 70_000]
    assert [problems.uint(), json.loads(problems.text())] == [101, {"number": 3, "problems": ["ä"]}]
    assert [session.uint(), session.text()] == [102, '{"type":"role"}']
