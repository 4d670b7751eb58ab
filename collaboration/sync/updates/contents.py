"""
What an item may hold: texts, JSON values, maps and Y.Texts, and marks of what was deleted.

Refused: binary (3), embeds (5), formats (6), documents (9), which our documents never use, and the
JSON of old Yjs versions (2), since native code reads one text more there than was written.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import NoReturn

from collaboration.sync.encoding import LARGEST_INTEGER, Reader
from collaboration.sync.updates.bounds import LARGEST_CLOCK

DELETED, STRING, TYPE, ANY = 1, 4, 7, 8
MAP, TEXT = 1, 2

KIND_NAMES = {2: "old JSON", 3: "binary", 5: "an embed", 6: "a format", 9: "a document"}
TYPE_NAMES = {0: "a list", 3: "XML", 4: "XML", 5: "XML", 6: "XML"}
_DOUBLE, _SINGLE = Struct(">d"), Struct(">f")


def read_length(reader: Reader) -> int:
    """Of a struct that says how many clocks it takes."""
    length = reader.uint()
    if not 0 < length <= LARGEST_CLOCK:
        reader.refuse("a struct is empty or too long")
    return length


def read_string(reader: Reader) -> int:
    """Clocks that a run of text takes."""
    units = reader.text_units()
    if not units:
        reader.refuse("a struct is empty or too long")
    return units


def read_type(reader: Reader) -> int:
    """Which type it is; every type takes one clock."""
    kind = reader.uint()
    if kind not in (MAP, TEXT):
        reader.refuse(f"{TYPE_NAMES.get(kind, 'an unknown type')} has no place in this document")
    return kind


def read_values(reader: Reader, depth: int) -> int:
    """Clocks that a run of JSON values takes: one each."""
    count = reader.count(1)
    if not count:
        reader.refuse("a struct is empty or too long")
    for _ in range(count):
        pass_value(reader, depth)
    return count


def pass_value(reader: Reader, depth: int) -> None:
    """Pass one value of lib0's "any" encoding, with `depth` objects and lists at most inside."""
    tag = reader.byte()
    if tag == 119:
        reader.text_units()
    elif tag == 125:
        reader.sint()
    elif tag in (118, 117):
        if not depth:
            reader.refuse("a value is nested too deeply")
        _COLLECTIONS[tag](reader, depth - 1)
    elif not 120 <= tag <= 126 or tag == 122:
        _refuse_value(reader, tag)
    elif tag in (123, 124):
        _pass_float(reader, _DOUBLE if tag == 123 else _SINGLE)


def _pass_object(reader: Reader, depth: int) -> None:
    for _ in range(reader.count(2)):
        reader.text_units()
        pass_value(reader, depth)


def _pass_list(reader: Reader, depth: int) -> None:
    for _ in range(reader.count(1)):
        pass_value(reader, depth)


_COLLECTIONS: dict[int, Callable[[Reader, int], None]] = {118: _pass_object, 117: _pass_list}


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
