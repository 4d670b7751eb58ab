"""
Frames made from the grammar of the protocol: right ones, and ones with a single production broken.

    for hostile in hostile_frames(seed=1):          # endless; the same for the same seed
        send(hostile.frame)                         # one binary message of a socket that may edit
        ...                                         # hostile.must_close: it must end with 44xx

Frames depend on nothing that was sent before; their clients are invented anew each time. A frame
that need not close its socket may be accepted, held or refused; it must only harm nobody. `name`
says which production was broken, for counting and for messages of failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from collaboration.sync import frames
from collaboration.sync.encoding import write_chunk, write_text, write_uint
from tests.collaboration.sync import grammar_updates


@dataclass(frozen=True)
class HostileFrame:
    name: str
    frame: bytes
    must_close: bool


def hostile_frames(seed: int) -> Iterator[HostileFrame]:
    """Endless; every production comes about equally often."""
    random = Random(seed)
    while True:
        for make in random.sample(MAKERS, len(MAKERS)):
            yield from make(random)


def _right_frames(random: Random) -> Iterator[HostileFrame]:
    client = grammar_updates.new_client(random)
    yield HostileFrame("right: query awareness", b"\x03", must_close=False)
    yield HostileFrame("right: step 1", frames.step1(_state(random)), must_close=False)
    right = write_uint(1) + _presence(client, '{"cursor":{"x":1,"y":2}}')
    yield HostileFrame("right: awareness", frames.awareness(right), must_close=False)


def _state(random: Random) -> bytes:
    clients = {grammar_updates.new_client(random): random.randrange(2**20) for _ in range(3)}
    entries = [write_uint(client) + write_uint(clock) for client, clock in clients.items()]
    return write_uint(len(entries)) + b"".join(entries)


def _broken_envelopes(random: Random) -> Iterator[HostileFrame]:
    right = frames.update(grammar_updates.right(random))
    broken = {
        "empty": b"",
        "unknown type": write_uint(random.choice((4, 5, 50, 99, 103, 2**40))) + right[1:],
        "type of our own": frames.saved(random.randrange(9), 7),
        "permission denied": b"\x02\x00" + write_text("no"),
        "type in too many bytes": b"\x80\x00" + right[1:],
        "unknown step": b"\x00" + write_uint(random.choice((3, 4, 127, 2**40))) + right[2:],
        "step alone": right[:2],
        "cut": right[: random.randrange(1, len(right))],
        "bytes behind": right + random.randbytes(random.randint(1, 5)),
        "giant length": b"\x00\x02" + write_uint(2 ** random.randint(30, 52)) + b"x",
        "endless number": b"\x00\x02" + b"\xff" * random.randint(8, 300),
        "random bytes": b"\x2a" + random.randbytes(random.randint(0, 60)),
        "two in one": right + right,
        "question with a body": b"\x03\x01\x00",
    }
    name = random.choice(list(broken))
    yield HostileFrame(f"envelope: {name}", broken[name], must_close=True)


def _broken_state_vectors(random: Random) -> Iterator[HostileFrame]:
    right = _state(random)
    broken = {
        "empty": b"",
        "giant length": write_uint(2 ** random.randint(20, 52)) + right[1:],
        "cut": right[:-1],
        "bytes behind": right + b"\x00",
        "client twice": b"\x02\x07\x01\x07\x02",
        "giant clock": b"\x01\x07" + write_uint(2 ** random.randint(31, 52)),
        "endless number": b"\x01" + b"\xff" * random.randint(8, 40),
    }
    name = random.choice(list(broken))
    yield HostileFrame(f"state vector: {name}", frames.step1(broken[name]), must_close=True)


STATES = {
    "no JSON": "{'a':1}",
    "cut JSON": '{"a":',
    "undefined": "undefined",
    "list": "[]",
    "number": "7",
    "NaN": '{"a":NaN}',
    "infinite": '{"a":1e999}',
    "half a pair": '{"a":"\\ud83d"}',
    "NUL": '{"a":"\\u0000"}',
    "deep": '{"a":' * 65 + "1" + "}" * 65,
    "very deep": "[" * 1500 + "]" * 1500,
    "long": '{"a":"' + "x" * 70_000 + '"}',
    "digits": '{"a":' + "9" * 4000 + "}",
}


def _broken_presence(random: Random) -> Iterator[HostileFrame]:
    client = grammar_updates.new_client(random)
    right = write_uint(1) + _presence(client, '{"a":1}')
    broken = {name: write_uint(1) + _presence(client, state) for name, state in STATES.items()}
    broken |= {
        "empty": b"",
        "cut": right[:-1],
        "bytes behind": right + b"\x00",
        "giant count": write_uint(2 ** random.randint(20, 52)) + right[1:],
        "giant clock": b"\x01\x07" + write_uint(2 ** random.randint(31, 52)) + write_text("{}"),
        "client twice": write_uint(2) + right[1:] * 2,
        "many": write_uint(2001) + b"".join(_presence(c, "{}") for c in range(2001)),
        "no UTF-8": b"\x01\x07\x01" + write_chunk(b'{"a":"\xff"}'),
    }
    name = random.choice(list(broken))
    yield HostileFrame(f"presence: {name}", frames.awareness(broken[name]), must_close=True)


def _presence(client: int, state: str) -> bytes:
    return write_uint(client) + write_uint(1) + write_text(state)


def _updates(random: Random) -> Iterator[HostileFrame]:
    for made in grammar_updates.some(random):
        wrap = random.choice((frames.update, frames.step2))
        yield HostileFrame(f"update: {made.name}", wrap(made.update), made.is_impossible)


Maker = Callable[[Random], Iterator[HostileFrame]]
MAKERS: tuple[Maker, ...] = (
    _right_frames,
    _broken_envelopes,
    _broken_state_vectors,
    _broken_presence,
    _updates,
)
