"""
Var-ints, byte strings and texts as lib0 writes them, read with distrust.

A length is believed only when that many bytes are left, so no number in a frame makes anyone
allocate. A number has one encoding only; longer ones are refused, since readers disagree on them.
"""

from __future__ import annotations

from typing import NoReturn

from collaboration.errors import SyncRefused

MALFORMED = 4400
# What JavaScript counts exactly.
LARGEST_INTEGER = 2**53 - 1
_LAST_SHIFT = 49  # eight bytes of seven bits hold it


class Reader:
    """
    Walks once through bytes that a stranger sent.

    Every method raises `refused(MALFORMED, reason)` when the bytes are not what it reads.
    """

    __slots__ = ("at", "data", "end", "refused")

    def __init__(self, data: bytes, refused: type[SyncRefused]) -> None:
        self.data = data
        self.at = 0
        self.end = len(data)
        self.refused = refused

    def refuse(self, reason: str) -> NoReturn:
        raise self.refused(MALFORMED, reason)

    def byte(self) -> int:
        at = self.at
        if at >= self.end:
            self.refuse("the message ends too early")
        self.at = at + 1
        return self.data[at]

    def uint(self) -> int:
        """A var-uint up to 2^53 - 1."""
        at = self.at
        if at >= self.end:
            self.refuse("the message ends too early")
        self.at = at + 1
        first = self.data[at]
        return first if first < 0x80 else self._continue(first & 0x7F, 7)

    def pair(self) -> tuple[int, int]:
        """Two var-uints, such as a client and a clock."""
        at = self.at
        if at + 1 < self.end:
            first, second = self.data[at], self.data[at + 1]
            if first < 0x80 and second < 0x80:
                self.at = at + 2
                return first, second
        return self.uint(), self.uint()

    def sint(self) -> int:
        """A var-int, whose first byte holds the sign; -0 is 0."""
        first = self.byte()
        magnitude = first & 0x3F
        if first & 0x80:
            magnitude = self._continue(magnitude, 6)
        return -magnitude if first & 0x40 else magnitude

    def _continue(self, value: int, shift: int) -> int:
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                if byte == 0 or value > LARGEST_INTEGER:
                    self.refuse("a number is too large or longer than needed")
                return value
            shift += 7
            if shift > _LAST_SHIFT:
                self.refuse("a number is too large or longer than needed")

    def count(self, least_bytes: int) -> int:
        """How many things of at least that many bytes follow."""
        count = self.uint()
        if count * least_bytes > self.end - self.at:
            self.refuse("a length is larger than what follows")
        return count

    def chunk(self) -> bytes:
        """Bytes behind their length."""
        length = self.uint()
        start = self.at
        stop = start + length
        if stop > self.end:
            self.refuse("a length is larger than what follows")
        self.at = stop
        return self.data[start:stop]

    def text(self) -> str:
        """UTF-8 behind its length in bytes; NUL and half surrogate pairs are refused."""
        chunk = self.chunk()
        if 0 in chunk:
            self.refuse("a text holds NUL")
        try:
            return chunk.decode()
        except UnicodeDecodeError:
            self.refuse("a text is not UTF-8")

    def text_units(self) -> int:
        """Pass a text; its length in UTF-16 units, which is how Yjs counts."""
        chunk = self.chunk()
        if 0 in chunk:
            self.refuse("a text holds NUL")
        if chunk.isascii():
            return len(chunk)
        try:
            return len(chunk.decode().encode("utf-16-le")) >> 1
        except UnicodeDecodeError:
            self.refuse("a text is not UTF-8")

    def finish(self) -> None:
        if self.at != self.end:
            self.refuse("bytes follow the end")


def write_uint(value: int) -> bytes:
    """Var-uint; `value` is 0 or more."""
    if value < 0x80:
        return bytes((value,))
    written = bytearray()
    while value >= 0x80:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)


def write_chunk(chunk: bytes) -> bytes:
    return write_uint(len(chunk)) + chunk


def write_text(text: str) -> bytes:
    return write_chunk(text.encode())
