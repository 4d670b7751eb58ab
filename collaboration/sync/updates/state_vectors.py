"""State vectors: what a replica has, as a clock for each client."""

from __future__ import annotations

from collaboration.errors import FrameRefused
from collaboration.sync.encoding import Reader, write_uint
from collaboration.sync.updates.bounds import LARGEST_CLOCK, StateVector


def read_state_vector(data: bytes, *, clients: int) -> dict[int, int]:
    """
    Args:
        clients: how many there may be at most.

    Raises:
        FrameRefused: malformed, a client twice, too many.
    """
    reader = Reader(data, FrameRefused)
    count = reader.count(2)
    if count > clients:
        reader.refuse("the state vector has too many clients")
    state = dict(_read_entry(reader) for _ in range(count))
    if len(state) < count:
        reader.refuse("the state vector names a client twice")
    reader.finish()
    return state


def _read_entry(reader: Reader) -> tuple[int, int]:
    client, clock = reader.uint(), reader.uint()
    if clock > LARGEST_CLOCK:
        reader.refuse("a clock is too large")
    return client, clock


def write_state_vector(state: StateVector) -> bytes:
    entries = [write_uint(client) + write_uint(clock) for client, clock in state.items()]
    return write_uint(len(entries)) + b"".join(entries)
