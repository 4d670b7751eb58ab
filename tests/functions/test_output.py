from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from workflows.errors import OutputInvalid
from workflows.functions.output import to_json

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab"), inner, max_size=4),
    max_leaves=20,
)


@dataclass(frozen=True)
class Pair:
    left: int
    right: tuple[int, ...]


class Model(BaseModel):
    at: datetime.date


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


@given(json_values)
def test_json_stays_what_it_is(value: Any) -> None:
    assert to_json(value) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((1, (2,)), [1, [2]]),
        ({"b", "a"}, ["a", "b"]),
        (datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC), "2026-01-02T00:00:00+00:00"),
        (datetime.timedelta(minutes=1), 60.0),
        (decimal.Decimal("1.5"), 1.5),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Pair(1, (2, 3)), {"left": 1, "right": [2, 3]}),
        (Model(at=datetime.date(2026, 1, 2)), {"at": "2026-01-02"}),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        (numpy.float64(0.5), 0.5),
        (numpy.arange(3), [0, 1, 2]),
        (PurePosixPath("a/b"), "a/b"),
    ],
)
def test_what_python_returns_becomes_json(value: Any, expected: Any) -> None:
    assert to_json(value) == expected


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"a": [1, float("nan")]}, r"output\.a\[1\]"),
        ([float("inf")], r"output\[0\]"),
        ({"x": b"bytes"}, r"output\.x is a bytes"),
        ({1: "x"}, "key 1"),
        (object(), "object"),
        ("\ud800", "half a character"),
        (2**2_000, "2001 bits"),
    ],
)
def test_what_json_cannot_carry_is_refused_with_its_place(value: Any, where: str) -> None:
    with pytest.raises(OutputInvalid, match=where):
        to_json(value)


def test_a_value_that_holds_itself_is_refused() -> None:
    ring: list[Any] = []
    ring.append(ring)

    with pytest.raises(OutputInvalid, match="deeper than 100"):
        to_json(ring)
