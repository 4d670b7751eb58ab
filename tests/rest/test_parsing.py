from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from workflows.rest.bodies import read_json_body
from workflows.rest.refusals import BodyTooLarge, Malformed, Refused, UnsupportedBody
from workflows.rest.strict_json import LARGEST_INTEGER, check_depth, read_json

DEPTH = 100

storable_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | storable_texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(storable_texts, inner, max_size=4),
    max_leaves=20,
)


def request(body: bytes, content_type: str = "application/json", **headers: Any) -> Any:
    return RequestFactory().generic("POST", "/", body, content_type=content_type, **headers)


@given(values, st.booleans())
def test_whatever_json_can_say_is_read_as_it_was_written(value: Any, ascii_only: bool) -> None:
    body = json.dumps(value, ensure_ascii=ascii_only).encode()

    assert read_json(body, max_depth=DEPTH) == value


@given(st.binary(max_size=200))
def test_bytes_are_read_or_refused_and_nothing_else(body: bytes) -> None:
    with suppress(Malformed):
        read_json(body, max_depth=DEPTH)


@given(st.text(alphabet='[]{}"\\,:a1 ', max_size=60))
def test_text_that_looks_like_json_is_read_or_refused(text: str) -> None:
    with suppress(Malformed):
        read_json(text.encode(), max_depth=5)


@given(st.integers(1, 150), st.sampled_from(["[", '{"a":', '[{"a":']))
def test_depth_is_counted_at_the_bound_and_one_beyond(depth: int, opening: str) -> None:
    levels = depth * (opening.count("[") + opening.count("{"))
    body = opening * depth

    if levels > DEPTH:
        with pytest.raises(Malformed, match="deeper"):
            check_depth(body.encode(), DEPTH)
    else:
        check_depth(body.encode(), DEPTH)


@pytest.mark.parametrize(
    "body",
    [b'"[[[[[[["', rb'"\"[[[[[[["', rb'["\\", "[[[[["]', b'{"[[[[": "]]]"}'],
)
def test_brackets_inside_texts_have_no_depth(body: bytes) -> None:
    check_depth(body, 2)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1, "a": 2}',
        b'[{"b": {"a": 1, "a": 1}}]',
        b"1e400",
        b"-1e400",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"9007199254740992",
        b"-9007199254740992",
        b"1" * 5_000,
        rb'"\ud800"',
        rb'{"\udc00": 1}',
        rb'"a\u0000b"',
        b'"a\x00b"',
        b'"\xed\xa0\x80"',
        b'\xef\xbb\xbf{"a": 1}',
        '"é"'.encode("latin-1"),
        '{"a": 1}'.encode("utf-16"),
        b"{'a': 1}",
        b'{"a": 1,}',
        b"",
        b"[" * 101 + b"]" * 101,
    ],
)
def test_what_could_not_be_stored_and_shown_again_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_json(body, max_depth=DEPTH)


@pytest.mark.parametrize("body", [b'"' + rb"\"" * 500_000, b'"' * 1_000_000, b"[" * 1_000_000])
def test_hostile_text_is_scanned_in_linear_time(body: bytes) -> None:
    begun = time.process_time()

    with pytest.raises(Malformed):
        read_json(body, max_depth=DEPTH)

    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=utf-7",
        "application/json; charset=bz2_codec",
        "application/json; charset=utf-16",
        "application/json; charset=utf-8; charset=utf-7",
        "application/json; charset*=utf-7''x",
        'application/json; Charset="latin-1"',
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "application/json-patch+json",
    ],
)
def test_only_utf_8_json_is_read(content_type: str) -> None:
    with pytest.raises(UnsupportedBody):
        read_json_body(request(b'{"a": 1}', content_type))


@pytest.mark.parametrize("content_type", ["application/json", 'Application/JSON; charset="UTF-8"'])
def test_utf_8_json_is_read(content_type: str) -> None:
    assert read_json_body(request(b'{"a": 1}', content_type)) == {"a": 1}


def test_compressed_bodies_are_refused() -> None:
    with pytest.raises(UnsupportedBody):
        read_json_body(request(b"{}", HTTP_CONTENT_ENCODING="gzip"))


def test_a_body_is_refused_by_its_declared_length_before_it_is_read(settings: Any) -> None:
    asked = request(b"{}")
    asked.META["CONTENT_LENGTH"] = str(settings.WORKFLOWS.rest.body_bytes + 1)
    asked._stream = None  # reading it would fail

    with pytest.raises(BodyTooLarge):
        read_json_body(asked)


def test_a_body_without_a_length_is_bounded_while_it_is_read(settings: Any) -> None:
    class Endless:
        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= settings.WORKFLOWS.rest.body_bytes + 1
            return b" " * size

    asked = request(b"")
    asked.META.pop("CONTENT_LENGTH", None)
    asked._stream = Endless()

    with pytest.raises(BodyTooLarge):
        read_json_body(asked)


@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "ten"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    asked = request(b"{}")
    asked.META["CONTENT_LENGTH"] = length

    with pytest.raises(Refused):
        read_json_body(asked)
