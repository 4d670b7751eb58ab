"""
Updates spelled out struct by struct, so that a test can write what no library would.

Counts, lengths and clocks are written as given; nothing is checked.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from collaboration.sync.encoding import write_chunk, write_text, write_uint

DELETED, OLD_JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, DOCUMENT = range(1, 10)
LIST, MAP, TEXT, XML = range(4)

Id: TypeAlias = tuple[int, int]
Deletes: TypeAlias = Mapping[int, Sequence[tuple[int, int]]]


@dataclass(frozen=True)
class Row:
    """The structs of one client, first clock first; `count` says something else than is true."""

    client: int
    clock: int
    structs: Sequence[bytes]
    count: int | None = None

    def written(self) -> bytes:
        count = len(self.structs) if self.count is None else self.count
        head = write_uint(count) + write_uint(self.client) + write_uint(self.clock)
        return head + b"".join(self.structs)


def update(
    *rows: Row,
    deletes: Deletes | None = None,
    clients: int | None = None,
) -> bytes:
    count = len(rows) if clients is None else clients
    return write_uint(count) + b"".join(r.written() for r in rows) + delete_set(deletes or {})


def delete_set(deletes: Deletes) -> bytes:
    """Client -> (clock, length) of each range."""
    written = [
        write_uint(client)
        + write_uint(len(ranges))
        + b"".join(write_uint(clock) + write_uint(length) for clock, length in ranges)
        for client, ranges in deletes.items()
    ]
    return write_uint(len(deletes)) + b"".join(written)


def alone(*structs: bytes, client: int = 7, clock: int = 0) -> bytes:
    """An update of one client."""
    return update(Row(client, clock, structs))


def gc(length: int = 1) -> bytes:
    return b"\x00" + write_uint(length)


def skip(length: int = 1) -> bytes:
    return b"\x0a" + write_uint(length)


def in_root(root: str, key: str | None, content: bytes) -> bytes:
    """The content's first byte is its kind."""
    return _placed(content, write_uint(1) + write_text(root), key)


def inside(parent: Id, key: str | None, content: bytes) -> bytes:
    return _placed(content, write_uint(0) + _id(parent), key)


def _placed(content: bytes, parent: bytes, key: str | None) -> bytes:
    mark = content[0] | (0 if key is None else 0x20)
    return bytes((mark,)) + parent + (b"" if key is None else write_text(key)) + content[1:]


def beside(left: Id | None, right: Id | None, content: bytes) -> bytes:
    mark = content[0] | (0x80 if left else 0) | (0x40 if right else 0)
    return bytes((mark,)) + b"".join(_id(each) for each in (left, right) if each) + content[1:]


def _id(item: Id) -> bytes:
    return write_uint(item[0]) + write_uint(item[1])


def deleted(length: int = 1) -> bytes:
    return bytes((DELETED,)) + write_uint(length)


def keyed(content: bytes) -> bytes:
    """As Yjs writes, beside a neighbour, what has a key."""
    return bytes((content[0] | 0x20,)) + content[1:]


def string(text: str | bytes) -> bytes:
    return bytes((STRING,)) + write_chunk(text if isinstance(text, bytes) else text.encode())


def a_type(kind: int) -> bytes:
    return bytes((TYPE,)) + write_uint(kind)


def values(*raw: bytes, count: int | None = None) -> bytes:
    return bytes((ANY,)) + write_uint(len(raw) if count is None else count) + b"".join(raw)


def value(item: Any) -> bytes:
    return values(any_of(item))


def any_of(item: Any) -> bytes:
    """One value as lib0 writes it."""
    if item is None or isinstance(item, bool):
        return bytes(({None: 126, True: 120, False: 121}[item],))
    if isinstance(item, int):
        return b"\x7d" + _sint(item)
    if isinstance(item, float):
        return b"\x7b" + struct.pack(">d", item)
    if isinstance(item, str):
        return b"\x77" + write_text(item)
    if isinstance(item, list):
        return b"\x75" + write_uint(len(item)) + b"".join(any_of(each) for each in item)
    pairs = [write_text(key) + any_of(each) for key, each in item.items()]
    return b"\x76" + write_uint(len(item)) + b"".join(pairs)


def _sint(number: int) -> bytes:
    size = abs(number)
    first = (size & 0x3F) | (0x40 if number < 0 else 0)
    rest = size >> 6
    return bytes((first | 0x80,)) + write_uint(rest) if rest else bytes((first,))


def nested(depth: int) -> bytes:
    """A value of so many lists inside each other."""
    return b"\x75\x01" * (depth - 1) + b"\x75\x00"
