from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaboration.errors import FrameRefused
from collaboration.sync.awareness import (
    STATE_DEPTH,
    PresenceEntry,
    read_presence,
    with_user,
    write_presence,
)
from collaboration.sync.encoding import write_chunk, write_uint

KEYS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e9, 1e9) | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
ENTRIES = st.lists(
    st.builds(
        PresenceEntry,
        client=st.integers(0, 2**53 - 1),
        clock=st.integers(0, 2**31 - 1),
        state=st.none() | st.dictionaries(KEYS, VALUES, max_size=4),
    ),
    max_size=5,
    unique_by=lambda entry: entry.client,
)


def read(payload: bytes, entries: int = 8, state_bytes: int = 4096) -> tuple[PresenceEntry, ...]:
    return read_presence(payload, entries=entries, state_bytes=state_bytes)


def payload_of(*states: str | bytes) -> bytes:
    texts = [state.encode() if isinstance(state, str) else state for state in states]
    written = [write_uint(7 + i) + write_uint(1) + write_chunk(t) for i, t in enumerate(texts)]
    return write_uint(len(written)) + b"".join(written)


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


@given(ENTRIES)
def test_presence_is_read_as_it_was_written(entries: list[PresenceEntry]) -> None:
    assert read(write_presence(entries)) == tuple(entries)


def test_what_a_stock_client_writes_is_read() -> None:
    state = {"user": {"name": "Zoë 🦀", "color": "#30bced"}, "cursor": {"x": 1.5, "y": -2}}

    entries = read(payload_of(json.dumps(state), "null"))

    assert entries == (PresenceEntry(7, 1, state), PresenceEntry(8, 1, None))


def test_the_user_is_whom_the_server_knows() -> None:
    liar = PresenceEntry(7, 1, {"user": {"name": "Somebody else"}, "cursor": [1, 2]})
    gone = PresenceEntry(8, 2, None)

    user = {"id": 3, "name": "Me"}

    assert with_user(liar, user).state == {"user": user, "cursor": [1, 2]}
    assert with_user(gone, user) == gone


def test_entries_and_bytes_are_bounded() -> None:
    state = '{"a":"' + "x" * 92 + '"}'
    assert len(state) == 100
    assert len(read(payload_of(state, state), entries=2, state_bytes=100)) == 2

    with pytest.raises(FrameRefused) as too_many:
        read(payload_of(state, state), entries=1, state_bytes=100)
    with pytest.raises(FrameRefused) as too_long:
        read(payload_of(state), entries=2, state_bytes=99)

    assert (too_many.value.close_code, too_long.value.close_code) == (4413, 4413)


def test_depth_is_bounded() -> None:
    assert read(payload_of(nested(STATE_DEPTH)))

    with pytest.raises(FrameRefused, match="nested too deeply"):
        read(payload_of(nested(STATE_DEPTH + 1)))
    with pytest.raises(FrameRefused, match="nested too deeply"):
        read(payload_of("[" * 100_000), state_bytes=200_000)


def test_brackets_in_texts_are_not_nesting() -> None:
    state: dict[str, Any] = {"a": "[" * 100 + '"{' * 100, "b": "\\"}

    assert read(payload_of(json.dumps(state)))[0].state == state


@pytest.mark.parametrize(
    "state",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="cut off"),
        pytest.param("{'a': 1}", id="no JSON"),
        pytest.param("undefined", id="undefined"),
        pytest.param("[1]", id="a list"),
        pytest.param('"text"', id="a text"),
        pytest.param("7", id="a number"),
        pytest.param('{"a":NaN}', id="NaN"),
        pytest.param('{"a":Infinity}', id="infinite"),
        pytest.param('{"a":1e999}', id="becomes infinite"),
        pytest.param('{"a":' + "9" * 5000 + "}", id="too many digits"),
        pytest.param('{"a":9007199254740993}', id="beyond 2^53"),
        pytest.param('{"a":"\\ud83d"}', id="half a surrogate pair"),
        pytest.param('{"a":"\\u0000"}', id="NUL"),
        pytest.param(b'{"a":"\xff"}', id="no UTF-8"),
    ],
)
def test_a_state_that_would_break_other_clients_is_refused(state: str | bytes) -> None:
    with pytest.raises(FrameRefused) as refused:
        read(payload_of(state), state_bytes=10_000)

    assert refused.value.close_code == 4400


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x02\x07\x01\x02{}", id="fewer than said"),
        pytest.param(payload_of("{}") + b"\0", id="bytes behind"),
        pytest.param(b"\x01\x07\x01\x7f{}", id="state cut off"),
        pytest.param(write_uint(2**40) + b"\x07\x01\x02{}", id="length of a giant"),
        pytest.param(b"\x02" + b"\x07\x01\x02{}" * 2, id="a client twice"),
        pytest.param(b"\x01\x07" + write_uint(2**31) + b"\x02{}", id="clock too large"),
    ],
)
def test_a_malformed_payload_is_refused(payload: bytes) -> None:
    with pytest.raises(FrameRefused) as refused:
        read(payload)

    assert refused.value.close_code == 4400
