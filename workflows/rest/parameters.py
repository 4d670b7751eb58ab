"""
Query parameters, each declared with its reader and, for filters, the lookup it may become.

A parameter that is unknown, empty, doubled or not readable refuses the request: dropping it
silently would give more rows than were asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from workflows.errors import InvalidInput, Problem
from workflows.rest.strict_json import is_storable

Row = TypeVar("Row", bound=Model)
Narrow = Callable[[QuerySet[Any], Any], QuerySet[Any]]
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    Args:
        read: the value from its text; raises ValueError for what it does not accept.
        narrow: a field lookup or a function; None for what is no filter.
        schema: its JSON Schema, for the OpenAPI document.
    """

    name: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any]
    description: str = ""
    narrow: str | Narrow | None = None
    required: bool = False


def text(name: str, *, narrow: str | Narrow | None = None, about: str = "") -> Parameter:
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
    return Parameter(name, _read_text, schema, about, narrow)


def one_of(
    name: str, values: Mapping[str, Any], *, narrow: str | Narrow | None = None, about: str = ""
) -> Parameter:
    def read(given: str) -> Any:
        if given not in values:
            raise ValueError(f"must be one of {', '.join(values)}")
        return values[given]

    return Parameter(name, read, {"type": "string", "enum": list(values)}, about, narrow)


def identity(name: str, *, narrow: str | Narrow | None = None, about: str = "") -> Parameter:
    schema = {"type": "string", "format": "uuid"}
    return Parameter(name, _read_uuid, schema, about, narrow)


def flag(name: str, *, narrow: str | Narrow | None = None, about: str = "") -> Parameter:
    values = {"true": True, "false": False}
    known = one_of(name, values)
    return Parameter(name, known.read, {"type": "boolean"}, about, narrow)


def moment(name: str, *, narrow: str | Narrow | None = None, about: str = "") -> Parameter:
    schema = {"type": "string", "format": "date-time"}
    return Parameter(name, _read_moment, schema, about, narrow)


def count(
    name: str,
    *,
    least: int = 0,
    most: int = 2**53 - 1,
    narrow: str | Narrow | None = None,
    about: str = "",
) -> Parameter:
    def read(given: str) -> int:
        if not (given.isascii() and given.isdigit() and len(given) <= 16):
            raise ValueError("must be a whole number")
        if not least <= int(given) <= most:
            raise ValueError(f"must be between {least} and {most}")
        return int(given)

    schema = {"type": "integer", "minimum": least, "maximum": most}
    return Parameter(name, read, schema, about, narrow)


def seconds(name: str, *, most: float, about: str = "") -> Parameter:
    def read(given: str) -> float:
        value = float(given) if given.isascii() else math.nan
        if not 0 <= value <= most:
            raise ValueError(f"must be between 0 and {most:g}")
        return value

    return Parameter(name, read, {"type": "number", "minimum": 0, "maximum": most}, about)


@dataclass(slots=True)
class _Reading:
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, name: str, message: str) -> None:
        self.problems.append(Problem("request.parameter", f"{name}: {message}.", f"/{name}"))


def read_query(query: QueryDict, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """
    Values of the parameters that were given, by name.

    Raises:
        InvalidInput: `.problems` names each parameter that is unknown, doubled or wrong.
    """
    known = {parameter.name: parameter for parameter in parameters}
    reading = _Reading()
    for name, given in query.lists():
        if name not in known:
            reading.complain(name[:LONGEST_TEXT], "there is no such parameter")
        elif len(given) > 1:
            reading.complain(name, "was given more than once")
        else:
            _read_one(reading, known[name], given[0])
    for parameter in parameters:
        if parameter.required and parameter.name not in query:
            reading.complain(parameter.name, "is required")
    if reading.problems:
        raise InvalidInput(problems=reading.problems)
    return reading.values


def narrowed(
    rows: QuerySet[Row], parameters: Sequence[Parameter], values: Mapping[str, Any]
) -> QuerySet[Row]:
    """The rows, narrowed by every filter that was given; lookups come from `parameters` only."""
    for parameter in parameters:
        if parameter.narrow is None or parameter.name not in values:
            continue
        value = values[parameter.name]
        if isinstance(parameter.narrow, str):
            rows = rows.filter((parameter.narrow, value))  # a pair: one fixed lookup
        else:
            rows = parameter.narrow(rows, value)
    return rows


def _read_one(reading: _Reading, parameter: Parameter, given: str) -> None:
    try:
        reading.values[parameter.name] = parameter.read(given)
    except (ValueError, OverflowError) as error:
        reading.complain(parameter.name, str(error) or "cannot be read")


def _read_text(given: str) -> str:
    if not given or len(given) > LONGEST_TEXT or not is_storable(given):
        raise ValueError(f"must have 1 to {LONGEST_TEXT} characters")
    return given


def _read_uuid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise ValueError("must be a UUID") from None


def _read_moment(given: str) -> datetime:
    try:
        found = parse_datetime(given.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or not is_common_moment(found):
        raise ValueError("must be a time with its zone, such as 2027-01-31T12:00:00Z")
    return found


def is_common_moment(moment: datetime) -> bool:
    """Whether it has a zone, and stays a time in any other one."""
    return moment.tzinfo is not None and 1970 <= moment.year <= 9000
