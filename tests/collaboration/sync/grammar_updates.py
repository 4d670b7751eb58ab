"""
Updates from their grammar, for `grammar`.

`right` ones make a task as the designer does. `_BREAKS` break one production each. A `tangle` is of
items that refer to each other in ways that no editor makes but that the grammar allows.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from collaboration.sync.encoding import write_text, write_uint
from tests.collaboration.sync.written import (
    MAP,
    TEXT,
    Row,
    a_type,
    any_of,
    beside,
    deleted,
    gc,
    in_root,
    inside,
    nested,
    skip,
    string,
    update,
    value,
    values,
)


@dataclass(frozen=True)
class MadeUpdate:
    """Args: is_impossible: whatever the document is, this must be refused."""

    name: str
    update: bytes
    is_impossible: bool


def new_client(random: Random) -> int:
    return random.randrange(2**20, 2**32)


def some(random: Random) -> Iterator[MadeUpdate]:
    """A right one, some broken in one place each, a tangle, one with bytes changed."""
    yield MadeUpdate("right", right(random), is_impossible=False)
    for name in random.sample(list(_BREAKS), 3):
        yield MadeUpdate(name, _BREAKS[name](random, new_client(random)), is_impossible=True)
    if random.random() < _LARGE_ARE_RARE:
        name = random.choice(list(_LARGE))
        yield MadeUpdate(name, _LARGE[name](random, new_client(random)), is_impossible=True)
    yield random.choice(_UNUSUAL)(random)
    yield MadeUpdate("tangle", tangle(random), is_impossible=False)
    yield MadeUpdate("changed bytes", _with_changed_bytes(random), is_impossible=False)


def right(random: Random) -> bytes:
    client = new_client(random)
    return update(Row(client, 0, _task(random, client)))


def _task(random: Random, client: int) -> list[bytes]:
    task = (client, 0)
    return [
        in_root("tasks", f"task_{random.randrange(2**40):x}", a_type(MAP)),
        inside(task, "name", value(random.choice(("Plan", "Größe", "🦀")))),
        inside(task, "kind", value("agent")),
        inside(task, "pos", value([random.randrange(900), random.random()])),
        inside(task, "prompt", a_type(TEXT)),
        inside((client, 4), None, string("Say {{ inputs.x }} é🦀")),
    ]


def _alone(client: int, *structs: bytes, clock: int = 0) -> bytes:
    return update(Row(client, clock, structs))


def _holding(client: int, raw: bytes) -> bytes:
    """With one value as the text of a key."""
    return _alone(client, in_root("workflow", "description", values(raw)))


Break = Callable[[Random, int], bytes]


def _content(kind: int) -> Break:
    body = write_uint(1) + write_text("1") + write_text("1")
    return lambda random, client: _alone(client, in_root("workflow", "x", bytes((kind,)) + body))


def _any(raw: bytes) -> Break:
    return lambda random, client: _holding(client, raw)


def _structs(make: Callable[[int], list[bytes]]) -> Break:
    return lambda random, client: _alone(client, *make(client))


def _size(random: Random) -> int:
    return int(2 ** random.uniform(20, 52))


_NAME = in_root("workflow", "name", value("x"))

_BREAKS: dict[str, Break] = {
    "giant count of clients": lambda r, c: write_uint(_size(r)) + _alone(c, _NAME)[1:],
    "giant count of structs": lambda r, c: update(Row(c, 0, [_NAME], count=_size(r))),
    "giant count of deletions": lambda r, c: b"\x00\x01\x07" + write_uint(_size(r)),
    "giant count of values": lambda r, c: _alone(
        c, in_root("workflow", "x", values(any_of(1), count=_size(r)))
    ),
    "giant list": lambda r, c: _holding(c, b"\x75" + write_uint(_size(r))),
    "giant object": lambda r, c: _holding(c, b"\x76" + write_uint(_size(r))),
    "giant text": lambda r, c: _holding(c, b"\x77" + write_uint(_size(r))),
    "one struct too many": lambda r, c: update(Row(c, 0, [_NAME], count=2)),
    "one struct too few": lambda r, c: update(Row(c, 0, [_NAME, gc(9)], count=1)),
    "deep value": lambda r, c: _holding(c, nested(r.randint(65, 90))),
    "deep object": lambda r, c: _holding(c, b"\x76\x01\x01a" * 65 + any_of(1)),
    "deep types": _structs(
        lambda c: (
            [in_root("tasks", "t", a_type(MAP))]
            + [inside((c, depth), "x", a_type(MAP)) for depth in range(5)]
        )
    ),
    "hidden deep types": _structs(
        lambda c: [
            in_root("tasks", "t", a_type(MAP)),
            inside((c, 0), "x", a_type(MAP)),
            inside((c, 1), "x", value(1)),
            beside((c, 2), None, a_type(MAP)),
        ]
    ),
    **{f"content {kind}": _content(kind) for kind in (2, 3, 5, 6, 9, 11, 13, 31)},
    **{
        f"type {kind}": _structs(
            lambda c, kind=kind: [in_root("tasks", "t", a_type(kind))]  # type: ignore[misc]
        )
        for kind in (0, 3, 4, 5, 6, 7, 200)
    },
    "undefined": _any(b"\x7f"),
    "bigint": _any(b"\x7a" + bytes(8)),
    "bytes": _any(b"\x74\x01x"),
    "NaN": _any(b"\x7b" + struct.pack(">d", float("nan"))),
    "infinite": _any(b"\x7c" + struct.pack(">f", float("inf"))),
    "integer beyond 2^53": _any(any_of(2**60)),
    "NUL": _any(b"\x77\x03a\0b"),
    "half a pair": _any(b"\x77\x03\xed\xa0\x80"),
    "no UTF-8 in a text": _structs(lambda c: [beside((c + 1, 0), None, string(b"\xff\xfe"))]),
    "no UTF-8 in a key": _any(b"\x76\x01\x01\xff" + any_of(1)),
    "root meta": _structs(lambda c: [in_root("meta", "schema", value(99))]),
    "root unknown": _structs(lambda c: [in_root("nodes", "x", value(1))]),
    "root entry without a key": _structs(lambda c: [in_root("tasks", None, deleted())]),
    "text under a key": _structs(lambda c: [in_root("tasks", "t", string("x"))]),
    "parent is a value": _structs(lambda c: [_NAME, inside((c, 0), "x", value(1))]),
    "itself as parent": _structs(lambda c: [inside((c, 0), "x", a_type(MAP))]),
    "itself as neighbour": _structs(lambda c: [beside((c, 0), (c, 0), value(1))]),
    "later neighbour": _structs(lambda c: [beside(None, (c, 1), value(1)), _NAME]),
    "circle": lambda r, c: update(
        Row(c, 0, [beside((c + 1, 0), None, value(1))]),
        Row(c + 1, 0, [beside((c, 0), None, value(1))]),
    ),
    "client twice": lambda r, c: update(Row(c, 0, [_NAME]), Row(c, 1, [_NAME])),
    "client without structs": lambda r, c: update(Row(c, 0, [])) + bytes(4),
    "empty struct": _structs(lambda c: [gc(0), _NAME]),
    "empty text": _structs(lambda c: [beside((c + 1, 0), None, string(""))]),
    "empty deletion": lambda r, c: update(deletes={c: [(0, 0)]}),
    "giant clock": lambda r, c: _alone(c, _NAME, clock=_size(r) + 2**31),
    "giant struct": _structs(lambda c: [gc(2**31), _NAME]),
    "giant deletion": lambda r, c: update(deletes={c: [(0, _size(r) + 2**31)]}),
    "flags on rubble": _structs(lambda c: [b"\x80\x07\x01\x01\x01\x01"]),
    "long key": _structs(lambda c: [in_root("tasks", "k" * 5000, a_type(MAP))]),
    "many clients": lambda r, c: update(*(Row(c + i, 0, [gc()]) for i in range(1_001))),
    "parent by neither": lambda r, c: _alone(c, b"\x28\x02" + _NAME[2:]),
    "number in too many bytes": lambda r, c: b"\x81\x00" + _alone(c, _NAME)[1:],
    "bytes behind": lambda r, c: _alone(c, _NAME) + r.randbytes(3),
    "cut": lambda r, c: _cut(r, right(r)),
}

_LARGE: dict[str, Break] = {
    "many values": lambda r, c: _alone(c, in_root("workflow", "x", values(*[b"\x7e"] * 500_001))),
    "many searches": _structs(lambda c: [inside((c + 1, 0), None, string("x"))] * 5_002),
    "many types": _structs(
        lambda c: (
            [in_root("tasks", "t", a_type(MAP))]
            + [beside((c, i), None, a_type(MAP)) for i in range(50_000)]
        )
    ),
    "many structs": _structs(lambda c: [gc()] * 200_001),
    "many deletions": lambda r, c: update(deletes={c: [(2 * i, 1) for i in range(200_001)]}),
}
_LARGE_ARE_RARE = 0.05


def _cut(random: Random, whole: bytes) -> bytes:
    return whole[: random.randrange(len(whole))]


def _with_changed_bytes(random: Random) -> bytes:
    changed = bytearray(right(random))
    for _ in range(random.randint(1, 4)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _gap(random: Random) -> MadeUpdate:
    client = new_client(random)
    return MadeUpdate("gap", _alone(client, _NAME, clock=random.randint(1, 2**30)), False)


def _hole(random: Random) -> MadeUpdate:
    client = new_client(random)
    return MadeUpdate("hole", _alone(client, _NAME, skip(random.randint(1, 99)), gc()), False)


def _foreign(random: Random) -> MadeUpdate:
    client, other = new_client(random), new_client(random)
    item = beside((other, random.randrange(2**20)), None, value(1))
    return MadeUpdate("refers to the unknown", _alone(client, item), False)


def _deletes_unknown(random: Random) -> MadeUpdate:
    deletes = {new_client(random): [(random.randrange(2**20), 5)]}
    return MadeUpdate("deletes the unknown", update(deletes=deletes), False)


_UNUSUAL: tuple[Callable[[Random], MadeUpdate], ...] = (_gap, _hole, _foreign, _deletes_unknown)


def tangle(random: Random) -> bytes:
    """Two clients whose items stand beside, inside and across each other at random."""
    low, high = sorted((new_client(random), new_client(random) + 2**32))
    clocks = {low: 0, high: 0}
    known: list[tuple[int, int]] = []
    types: list[tuple[int, int]] = []
    structs: dict[int, list[bytes]] = {low: [], high: []}
    for _ in range(random.randint(2, 40)):
        client = random.choice((low, high))
        start = (client, clocks[client])
        made, length = _tangled(random, known, types)
        if made[0] & 0x1F == 7 and made[-1] in (MAP, TEXT):
            types.append(start)
        structs[client].append(made)
        clocks[client] += length
        known += [(client, start[1] + offset) for offset in range(length)]
    rows = [Row(client, 0, structs[client]) for client in (high, low) if structs[client]]
    deletes = {client: _some_ranges(random, clocks[client]) for client in (low, high)}
    return update(*rows, deletes={client: found for client, found in deletes.items() if found})


def _tangled(
    random: Random, known: list[tuple[int, int]], types: list[tuple[int, int]]
) -> tuple[bytes, int]:
    run = random.choice(("a", "xyz", "🦀é"))
    units = len(run.encode("utf-16-le")) // 2
    choices = [
        (value([1, {"a": None}]), 1),
        (a_type(random.choice((MAP, TEXT))), 1),
        (deleted(3), 3),
    ]
    content, length = random.choice([*choices, (string(run), units)])
    dice = random.random()
    if known and dice < 0.45:
        left, right = random.choice([*known, None]), random.choice([*known, None])
        if left or right:
            return beside(left, right, content), length
    if types and dice < 0.8:
        key = random.choice((None, "k", "prompt"))
        if key is None:
            content, length = string(run), units
        return inside(random.choice(types), key, content), length
    if dice > 0.97:
        return gc(2), 2
    if content[0] == 4:
        content, length = value(1), 1
    root = random.choice(("tasks", "workflow", "edges", "notes"))
    return in_root(root, random.choice("abc"), content), length


def _some_ranges(random: Random, end: int) -> list[tuple[int, int]]:
    if not end or random.random() < 0.5:
        return []
    start = random.randrange(end)
    return [(start, random.randint(1, end - start))]
