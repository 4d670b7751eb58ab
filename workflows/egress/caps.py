"""Bounds on what a server may send back, counted while it arrives."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from dataclasses import dataclass, replace

from workflows.conf import EgressConfig
from workflows.errors import PermanentError, TransientError

ACCEPTED_ENCODING = "gzip"
PIECE_BYTES = 65_536
# Small texts may be very regular; a ratio says something only about what is no longer small.
RATIO_COUNTS_FROM_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class ResponseCaps:
    """The first byte above a bound ends the response."""

    wire_bytes: int
    decoded_bytes: int
    ratio: int

    @classmethod
    def of(cls, config: EgressConfig) -> ResponseCaps:
        return cls(config.max_wire_bytes, config.max_decoded_bytes, config.max_ratio)

    def for_streams(self) -> ResponseCaps:
        """For token streams, whose framing weighs many times their text."""
        return replace(self, wire_bytes=max(self.wire_bytes, self.decoded_bytes))


class BodyMeter:
    """Counts one response's bytes before and after decoding."""

    __slots__ = ("_caps", "_decoded", "_decoder", "_wire")

    def __init__(self, caps: ResponseCaps, encoding: str) -> None:
        self._caps = caps
        self._decoder = _decoder_of(encoding)
        self._wire = 0
        self._decoded = 0

    @property
    def decodes(self) -> bool:
        return self._decoder is not None

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """
        What a chunk from the wire stands for, in pieces of bounded size.

        Raises:
            PermanentError: a bound is crossed, or the body is not what its encoding says.
        """
        self._wire += len(chunk)
        if self._wire > self._caps.wire_bytes:
            raise _too_large(f"more than {self._caps.wire_bytes} bytes")
        for piece in self._decode(chunk):
            self._decoded += len(piece)
            self._check_decoded()
            yield piece

    def finish(self) -> None:
        """
        Check that the body ended where its encoding ends.

        Raises:
            TransientError: it was cut off.
        """
        if self._decoder is not None and self._wire and not self._decoder.eof:
            raise TransientError("The response ended in the middle.", code="response_cut_off")

    def _decode(self, chunk: bytes) -> Iterator[bytes]:
        if self._decoder is None:
            yield chunk
            return
        rest, is_drained = chunk, False
        while not (is_drained or self._decoder.eof):
            piece = _decompress(self._decoder, rest)
            rest = self._decoder.unconsumed_tail
            # A full piece may leave more inside the decoder although all input is consumed.
            is_drained = not rest and len(piece) < PIECE_BYTES
            if piece:
                yield piece

    def _check_decoded(self) -> None:
        if self._decoded > self._caps.decoded_bytes:
            raise _too_large(f"more than {self._caps.decoded_bytes} bytes after decoding")
        if (
            self._decoded > RATIO_COUNTS_FROM_BYTES
            and self._decoded > self._wire * self._caps.ratio
        ):
            raise _too_large(f"compressed more than {self._caps.ratio} times")


async def metered(source: AsyncIterable[bytes], meter: BodyMeter) -> AsyncIterator[bytes]:
    """A response's decoded body; raises what the meter raises."""
    async for chunk in source:
        for piece in meter.feed(chunk):
            yield piece
    meter.finish()


def _decoder_of(encoding: str) -> zlib._Decompress | None:
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        case other:
            raise PermanentError(
                f"The response is encoded as {other[:40]!r}, which was not asked for.",
                code="response_encoding",
            )


def _decompress(decoder: zlib._Decompress, data: bytes) -> bytes:
    try:
        return decoder.decompress(data, PIECE_BYTES)
    except zlib.error as error:
        raise PermanentError(
            "The response is not the gzip that it claims to be.", code="response_encoding"
        ) from error


def _too_large(what: str) -> PermanentError:
    return PermanentError(f"The response is too large: {what}.", code="response_too_large")
