from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaboration.errors import FrameRefused
from collaboration.sync.encoding import LARGEST_INTEGER, Reader, write_chunk, write_text, write_uint

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


def reader(data: bytes) -> Reader:
    return Reader(data, FrameRefused)


@given(st.integers(0, LARGEST_INTEGER))
def test_every_number_is_read_as_it_was_written(number: int) -> None:
    written = reader(write_uint(number))

    assert written.uint() == number
    written.finish()


@given(st.binary())
def test_every_chunk_is_read_as_it_was_written(chunk: bytes) -> None:
    written = reader(write_chunk(chunk))

    assert written.chunk() == chunk
    written.finish()


@given(TEXTS)
def test_every_text_is_read_as_it_was_written_and_counted_in_utf_16(text: str) -> None:
    assert reader(write_text(text)).text() == text
    assert reader(write_text(text)).text_units() == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("data", "number"),
    [
        (b"\x00", 0),
        (b"\x40", 0),  # -0, which JavaScript writes
        (b"\x41", -1),
        (b"\x3f", 63),
        (b"\x80\x01", 64),
        (b"\xff\x7f", -8191),
        (b"\xbf\xff\xff\xff\x0f", 2**31 - 1),
    ],
)
def test_signed_numbers_are_read_as_lib0_writes_them(data: bytes, number: int) -> None:
    written = reader(data)

    assert written.sint() == number
    written.finish()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x80", id="cut off"),
        pytest.param(b"\x80\x00", id="longer than needed"),
        pytest.param(write_uint(LARGEST_INTEGER + 1), id="beyond what JavaScript counts"),
        pytest.param(b"\xff" * 8 + b"\x01", id="nine bytes"),
        pytest.param(b"\xff" * 100_000, id="endless"),
    ],
)
def test_a_malformed_number_is_refused(data: bytes) -> None:
    with pytest.raises(FrameRefused) as refused:
        reader(data).uint()

    assert refused.value.close_code == 4400


def test_a_length_beyond_the_end_is_refused_without_reading() -> None:
    with pytest.raises(FrameRefused, match="larger than what follows"):
        reader(write_uint(LARGEST_INTEGER) + b"abc").chunk()


def test_a_count_is_believed_only_when_so_many_things_can_follow() -> None:
    assert reader(write_uint(2) + b"abcd").count(2) == 2

    with pytest.raises(FrameRefused, match="larger than what follows"):
        reader(write_uint(3) + b"abcde").count(2)


@pytest.mark.parametrize(
    "chunk",
    [
        pytest.param(b"a\0b", id="NUL"),
        pytest.param(b"\xff", id="no UTF-8"),
        pytest.param(b"\xed\xa0\x80", id="half a surrogate pair"),
        pytest.param(b"\xc0\x80", id="over-long"),
        pytest.param(b"\xc3", id="cut off"),
    ],
)
def test_a_text_that_others_would_read_differently_is_refused(chunk: bytes) -> None:
    with pytest.raises(FrameRefused, match="a text"):
        reader(write_chunk(chunk)).text()
    with pytest.raises(FrameRefused, match="a text"):
        reader(write_chunk(chunk)).text_units()
