"""
Presence as y-protocols carries it: client id, clock and a JSON state for each; null means gone.

Stock clients parse the JSON of whatever reaches them and break on what is not JSON, so nothing is
passed on that was not read and written anew here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NoReturn

from collaboration.errors import FrameRefused
from collaboration.sync.encoding import MALFORMED, Reader, write_text, write_uint
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.definition.json_values import find_json_problems

TOO_LARGE = 4413
STATE_DEPTH = 16
LARGEST_CLOCK = 2**31 - 1
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_RISE = {"{": 1, "[": 1, "}": -1, "]": -1}


@dataclass(frozen=True, slots=True)
class PresenceEntry:
    """Args: state: None once the client is gone."""

    client: int
    clock: int
    state: JsonObject | None


def _everyone(client: int) -> bool:
    return True


def read_presence(
    payload: bytes,
    *,
    entries: int,
    state_bytes: int,
    wanted: Callable[[int], bool] = _everyone,
) -> tuple[PresenceEntry, ...]:
    """
    Args:
        entries: how many there may be at most.
        state_bytes: how long the JSON of one state may be.
        wanted: whether this client's entry is of interest. Stock clients send back what they were
            told of others; passing over it costs a twentieth of reading it.

    Raises:
        FrameRefused: malformed, not an object or null, a client twice (4400); over a bound (4413).
    """
    reader = Reader(payload, FrameRefused)
    count = reader.count(4)
    if count > entries:
        raise FrameRefused(TOO_LARGE, f"at most {entries} presence entries fit in one message")
    found: list[PresenceEntry] = []
    named: set[int] = set()
    for _ in range(count):
        client = reader.uint()
        named.add(client)
        if wanted(client):
            found.append(_read_entry(reader, client, state_bytes))
        else:
            reader.uint()
            reader.chunk()
    reader.finish()
    if len(named) < count:
        reader.refuse("a message names a client twice")
    return tuple(found)


def _read_entry(reader: Reader, client: int, state_bytes: int) -> PresenceEntry:
    clock = reader.uint()
    if clock > LARGEST_CLOCK:
        reader.refuse("a clock is too large")
    start = reader.at
    text = reader.text()
    if reader.at - start > state_bytes + len(write_uint(state_bytes)):
        raise FrameRefused(TOO_LARGE, f"a presence state is longer than {state_bytes} bytes")
    return PresenceEntry(client, clock, _read_state(text))


def _read_state(text: str) -> JsonObject | None:
    # Ahead of the parser, which recurses.
    if text.count("{") + text.count("[") > STATE_DEPTH and _depth_of(text) > STATE_DEPTH:
        _refuse("nested too deeply")
    try:
        state: JsonValue = json.loads(text, parse_constant=_refuse)
    except ValueError:
        _refuse("no JSON")
    if state is not None and not isinstance(state, dict):
        _refuse("neither an object nor null")
    if find_json_problems(state, max_depth=STATE_DEPTH):
        _refuse("not JSON that every reader reads alike")
    return state


def _depth_of(text: str) -> int:
    rises = (_RISE.get(char, 0) for char in _STRING.sub("", text))
    return max(accumulate(rises), default=0)


def _refuse(what: str) -> NoReturn:
    raise FrameRefused(MALFORMED, f"a presence state is {what}")


def with_user(entry: PresenceEntry, user: JsonObject) -> PresenceEntry:
    """The entry under the name that the server knows, whatever its sender wrote."""
    if entry.state is None:
        return entry
    return replace(entry, state={**entry.state, "user": user})


def write_presence(entries: Iterable[PresenceEntry]) -> bytes:
    """The payload of an awareness frame; its states are as `read_presence` gives them."""
    written = [_write_entry(entry) for entry in entries]
    return write_uint(len(written)) + b"".join(written)


def _write_entry(entry: PresenceEntry) -> bytes:
    text = json.dumps(entry.state, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return write_uint(entry.client) + write_uint(entry.clock) + write_text(text)
