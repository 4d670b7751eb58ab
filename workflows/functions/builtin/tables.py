"""`csv.*`: tables as text and as lists of objects."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import Annotated, Any

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.errors import PermanentError
from workflows.functions.builtin.arithmetic import describe_numbers
from workflows.functions.registry import register
from workflows.functions.signatures import Rules

Delimiter = Annotated[str, Rules(enum=[",", ";", "\t", "|"])]
Row = dict[str, str]
MAX_COMMON_VALUES = 5
# A table of rows that share no field has as many cells as their square.
MAX_CELLS = 10_000_000


@register("csv.parse", title="Read CSV", deterministic=True)
def parse(text: str, delimiter: Delimiter = ",") -> list[Row]:
    """
    One object of texts a row, named by the first row. A short row misses its last fields;
    a row that is longer than the first is refused.
    """
    rows = _read_rows(text.removeprefix("\ufeff"), delimiter)
    if not rows:
        return []
    columns = rows[0]
    if len(set(columns)) < len(columns):
        raise PermanentError("Two columns have the same name.", code="parse")
    return [_as_object(columns, row, number) for number, row in enumerate(rows[1:], 2)]


def _read_rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return [row for row in reader if row]
    except csv.Error as error:
        raise PermanentError(f"The text is no CSV: {error}.", code="parse") from error


def _as_object(columns: list[str], row: list[str], number: int) -> Row:
    if len(row) > len(columns):
        message = f"Row {number} has {len(row)} fields for {len(columns)} columns."
        raise PermanentError(message, code="parse")
    return dict(zip(columns, row, strict=False))


@register("csv.write", title="Write CSV", deterministic=True)
def write(
    rows: list[JsonObject], columns: list[str] | None = None, delimiter: Delimiter = ","
) -> str:
    """
    The rows as CSV text under a first row of names. Without columns, every field that occurs,
    in order of appearance. What is no text is written as JSON would, null as nothing.
    """
    names = columns if columns is not None else list(dict.fromkeys(k for row in rows for k in row))
    _refuse_larger(len(rows), len(names))
    target = io.StringIO(newline="")
    # Every text is quoted, or a row of one empty field would be an empty line and be lost.
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    if names:
        writer.writerow(names)
        writer.writerows([_as_cell(row.get(name)) for name in names] for row in rows)
    return target.getvalue()


def _refuse_larger(rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        message = f"{rows:,} rows of {columns:,} columns are more than {MAX_CELLS:,} cells."
        raise PermanentError(message, code="too_large")


def _as_cell(value: JsonValue) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@register("csv.summarise", title="Summarise a table", deterministic=True)
def summarise(rows: list[JsonObject]) -> dict[str, dict[str, Any]]:
    """
    What is in each column: how many values, how many are missing, how many differ; of numbers
    their statistics, of other values the five most common.
    """
    names = dict.fromkeys(key for row in rows for key in row)
    _refuse_larger(len(rows), len(names))
    return {name: _summarise_column([row.get(name) for row in rows]) for name in names}


def _summarise_column(values: list[JsonValue]) -> dict[str, Any]:
    present = [value for value in values if value not in (None, "")]
    counts = Counter(_as_cell(value) for value in present)
    summary: dict[str, Any] = {
        "values": len(present),
        "missing": len(values) - len(present),
        "distinct": len(counts),
    }
    numbers = [_as_number(value) for value in present]
    known = [number for number in numbers if number is not None]
    if known and len(known) == len(present):
        return {**summary, "numbers": describe_numbers(known)}
    common = [{"value": v, "count": n} for v, n in counts.most_common(MAX_COMMON_VALUES)]
    return {**summary, "common": common}


def _as_number(value: JsonValue) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None
