from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.functions.calling import call, failure_of

cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10)
columns = st.lists(cells, min_size=1, max_size=4, unique=True)


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, str]]:
    names = draw(columns)
    width = len(names)
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=5))
    return [dict(zip(names, row, strict=True)) for row in rows]


@given(tables(), st.sampled_from([",", ";", "\t", "|"]))
def test_a_written_table_is_read_back(rows: list[dict[str, str]], delimiter: str) -> None:
    text = call("csv.write", rows=rows, delimiter=delimiter)

    assert call("csv.parse", text=text, delimiter=delimiter) == rows


def test_values_that_are_no_text_are_written_as_json() -> None:
    rows = [{"a": 1, "b": None, "c": [True]}]

    assert call("csv.write", rows=rows) == '"a","b","c"\r\n"1","","[true]"\r\n'


def test_columns_choose_and_order() -> None:
    assert call("csv.write", rows=[{"a": 1, "b": 2}], columns=["b"]) == '"b"\r\n"2"\r\n'


def test_a_short_row_misses_its_last_fields() -> None:
    assert call("csv.parse", text="a,b\n1\n") == [{"a": "1"}]


def test_a_byte_order_mark_is_no_part_of_a_name() -> None:
    assert call("csv.parse", text="\ufeffa\n1") == [{"a": "1"}]


@pytest.mark.parametrize("text", ["a,b\n1,2,3", "a,a\n1,2", 'a\n"open'])
def test_what_is_no_table_is_refused(text: str) -> None:
    assert failure_of("csv.parse", text=text) == "parse"


def test_a_summary_tells_numbers_from_texts() -> None:
    rows: list[dict[str, Any]] = [
        {"n": 1, "t": "x"},
        {"n": "3", "t": "y"},
        {"n": None, "t": "x"},
        {"t": ""},
    ]

    summary = call("csv.summarise", rows=rows)

    assert (summary["n"]["values"], summary["n"]["missing"]) == (2, 2)
    assert summary["n"]["numbers"]["mean"] == 2
    assert summary["t"]["common"] == [{"value": "x", "count": 2}, {"value": "y", "count": 1}]


@given(tables())
def test_every_value_is_present_or_missing(rows: list[dict[str, str]]) -> None:
    summary = call("csv.summarise", rows=rows)

    assert summary.keys() == rows[0].keys()
    assert all(each["values"] + each["missing"] == len(rows) for each in summary.values())
    assert all(each["distinct"] <= each["values"] for each in summary.values())


@pytest.mark.parametrize("function", ["csv.write", "csv.summarise"])
def test_rows_that_share_no_field_make_no_table_that_fills_the_memory(function: str) -> None:
    rows = [{f"field_{n}": n} for n in range(5_000)]

    assert failure_of(function, rows=rows) == "too_large"
