"""
One socket message is one frame of the y-protocols: sync, awareness or a question for awareness.

Ours in addition (`saved`, `problems`, `session`) are sent to clients that asked, never received.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from collaboration.errors import FrameRefused
from collaboration.sync.encoding import Reader, write_chunk, write_text, write_uint

SYNC, AWARENESS, AUTH, QUERY_AWARENESS = 0, 1, 2, 3
STEP_1, STEP_2, UPDATE = 0, 1, 2
SAVED, PROBLEMS, SESSION = 100, 101, 102


@dataclass(frozen=True, slots=True)
class SyncStep1:
    """Says what the sender has and asks for the rest."""

    state_vector: bytes


@dataclass(frozen=True, slots=True)
class SyncStep2:
    """Answers step 1: all that the other side lacked, and every deletion."""

    update: bytes


@dataclass(frozen=True, slots=True)
class SyncUpdate:
    """An edit that was just made."""

    update: bytes


@dataclass(frozen=True, slots=True)
class AwarenessFrame:
    """Presence; `collaboration.sync.awareness` reads the payload."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class QueryAwareness:
    """Asks for everyone's presence."""


Frame: TypeAlias = SyncStep1 | SyncStep2 | SyncUpdate | AwarenessFrame | QueryAwareness

_SYNC_FRAMES: dict[int, Callable[[bytes], Frame]] = {
    STEP_1: SyncStep1,
    STEP_2: SyncStep2,
    UPDATE: SyncUpdate,
}


def read_frame(data: bytes) -> Frame:
    """
    The one frame that a client's message holds; what it carries is not looked into.

    Raises:
        FrameRefused: no known type, one that servers send, cut off, bytes behind it.
    """
    reader = Reader(data, FrameRefused)
    frame = _read(reader)
    reader.finish()
    return frame


def _read(reader: Reader) -> Frame:
    kind = reader.uint()
    if kind == SYNC:
        return _read_sync(reader)
    if kind == AWARENESS:
        return AwarenessFrame(reader.chunk())
    if kind == QUERY_AWARENESS:
        return QueryAwareness()
    return reader.refuse(f"clients do not send messages of type {kind}")


def _read_sync(reader: Reader) -> Frame:
    step = reader.uint()
    frame = _SYNC_FRAMES.get(step)
    if frame is None:
        reader.refuse(f"there is no sync message {step}")
    return frame(reader.chunk())


def step1(state_vector: bytes) -> bytes:
    return bytes((SYNC, STEP_1)) + write_chunk(state_vector)


def step2(update: bytes) -> bytes:
    return bytes((SYNC, STEP_2)) + write_chunk(update)


def update(update: bytes) -> bytes:
    return bytes((SYNC, UPDATE)) + write_chunk(update)


def awareness(payload: bytes) -> bytes:
    return bytes((AWARENESS,)) + write_chunk(payload)


def saved(count: int, number: int) -> bytes:
    """
    Args:
        count: how many step-2 and update frames of the receiver are committed by now.
        number: the document's newest log number among them.
    """
    return bytes((SAVED,)) + write_uint(count) + write_uint(number)


def problems(json_text: str) -> bytes:
    return bytes((PROBLEMS,)) + write_text(json_text)


def session(json_text: str) -> bytes:
    return bytes((SESSION,)) + write_text(json_text)
