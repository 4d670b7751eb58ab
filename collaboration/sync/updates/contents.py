"""
What an item may hold: texts, JSON values, maps and Y.Texts, and marks of what was deleted.

Refused: binary (3), embeds (5), formats (6), documents (9), which our documents never use, and the
JSON of old Yjs versions (2), since native code reads one text more there than was written.
"""

from __future__ import annotations

from struct import Struct
from typing import NoReturn

from collaboration.sync.encoding import LARGEST_INTEGER, Reader
from collaboration.sync.updates.bounds import LARGEST_CLOCK

DELETED, STRING, TYPE, ANY = 1, 4, 7, 8
MAP, TEXT = 1, 2

KIND_NAMES = {2: "old JSON", 3: "binary", 5: "an embed", 6: "a format", 9: "a document"}
TYPE_NAMES = {0: "a list", 3: "XML", 4: "XML", 5: "XML", 6: "XML"}

TEXT_VALUE, INTEGER = 119, 125
_CONSTANTS = frozenset((120, 121, 126))
_COLLECTIONS = {118: 2, 117: 1}  # objects and lists, and the least bytes that an entry takes
_FLOATS = {123: Struct(">d"), 124: Struct(">f")}


def read_length(reader: Reader) -> int:
    """Of a struct that says how many clocks it takes."""
    length = reader.uint()
    if not 0 < length <= LARGEST_CLOCK:
        reader.refuse("a struct is empty or too long")
    return length


def read_string(reader: Reader) -> str:
    """A run of text; it takes a clock for each UTF-16 unit."""
    text = reader.text()
    if not text:
        reader.refuse("a struct is empty or too long")
    return text


def read_type(reader: Reader) -> int:
    """Which type it is; every type takes one clock."""
    kind = reader.uint()
    if kind not in (MAP, TEXT):
        reader.refuse(f"{TYPE_NAMES.get(kind, 'an unknown type')} has no place in this document")
    return kind


class ValueReader:
    """
    Passes values of lib0's "any" encoding.

    Args:
        depth: how many objects and lists may stand inside each other.
        left: how many values there may be in all, each entry of an object or a list for one.
    """

    __slots__ = ("_depth", "_left", "_reader")

    def __init__(self, reader: Reader, depth: int, left: int) -> None:
        self._reader = reader
        self._depth = depth
        self._left = left

    def read_run(self) -> int:
        """Clocks that a run of values takes: one each."""
        count = self._reader.count(1)
        if not count:
            self._reader.refuse("a struct is empty or too long")
        self._pass(count, self._depth, named=False)
        return count

    def _pass(self, count: int, depth: int, named: bool) -> None:
        reader = self._reader
        self._left -= count
        if self._left < 0:
            reader.refuse("the update has too many values")
        for _ in range(count):
            if named:
                reader.text_units()
            tag = reader.byte()
            if tag == TEXT_VALUE:
                reader.text_units()
            elif tag == INTEGER:
                reader.sint()
            elif tag in _COLLECTIONS:
                if not depth:
                    reader.refuse("a value is nested too deeply")
                least_bytes = _COLLECTIONS[tag]
                self._pass(reader.count(least_bytes), depth - 1, named=least_bytes == 2)
            elif tag in _FLOATS:
                _pass_float(reader, _FLOATS[tag])
            elif tag not in _CONSTANTS:
                _refuse_value(reader, tag)


def _pass_float(reader: Reader, layout: Struct) -> None:
    start = reader.at
    if start + layout.size > reader.end:
        reader.refuse("the message ends too early")
    reader.at = start + layout.size
    (number,) = layout.unpack_from(reader.data, start)
    # Also false for what is not a number.
    if not -LARGEST_INTEGER <= number <= LARGEST_INTEGER:
        reader.refuse("a number is not finite or beyond 2^53 - 1")


def _refuse_value(reader: Reader, tag: int) -> NoReturn:
    names = {127: "undefined", 122: "a bigint", 116: "bytes"}
    reader.refuse(f"a value is {names.get(tag, 'of no known kind')}, which JSON does not have")
