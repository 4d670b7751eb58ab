"""
YAML for data that strangers write.

Values are built from libyaml's events by our own loop: no recursion, no constructors, no aliases
that multiply. Plain scalars follow YAML 1.2's core schema, not 1.1's, so that `no`, `on` and
`2024-01-01` stay texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from workflows.definition.json_types import JsonValue
from workflows.definition.problem_codes import problem
from workflows.definition.read_json import MOST_DIGITS
from workflows.errors import DocumentInvalid

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Event = Any

NULL = frozenset({"", "~", "null", "Null", "NULL"})
BOOLEANS = {
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
INTEGER = re.compile(r"[-+]?[0-9]+\Z")
OCTAL = re.compile(r"0o[0-7]+\Z")
HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+\Z")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
SPECIAL_FLOAT = re.compile(r"([-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN)\Z")
NO_KEY = object()


@dataclass(slots=True)
class Open:
    """A list or object whose end was not read yet."""

    value: Any
    key: Any = NO_KEY
    seen: set[str] = field(default_factory=set)


def read_yaml(text: str, *, max_depth: int) -> JsonValue:
    """
    The one document in a text; an empty text is null.

    Raises:
        DocumentInvalid: with one problem, which names line and column.
    """
    try:
        return _build(_events_of(text), max_depth)
    except yaml.MarkedYAMLError as error:
        words = words_of(error, text)
        _refuse("text.syntax", f"This is not YAML: {words}", error.problem_mark)
    except (yaml.YAMLError, UnicodeEncodeError):
        _refuse("text.syntax", "The text holds characters that YAML does not allow", None)


def words_of(error: yaml.MarkedYAMLError, text: str) -> str:
    """The library's own words for a tab say neither what it is nor what to do."""
    words = error.problem or "it cannot be read"
    mark = error.problem_mark
    line = text.splitlines()[mark.line : mark.line + 1] if mark else []
    if line and "\t" in line[0][: len(line[0]) - len(line[0].lstrip())]:
        return "indent with spaces, not with tabs"
    return words


def _events_of(text: str) -> Iterator[Event]:
    loader = Loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _build(events: Iterator[Event], max_depth: int) -> JsonValue:
    root = Open([])
    stack = [root]
    for event in events:
        _refuse_extras(event, root)
        if isinstance(event, yaml.ScalarEvent):
            _add_scalar(stack[-1], event)
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append(_open_collection(stack[-1], event))
            if len(stack) - 1 > max_depth:
                message = f"The text is nested more than {max_depth} levels deep"
                _refuse("json.depth", message, event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            done = stack.pop()
            _add(stack[-1], done.value)
    return root.value[0] if root.value else None


def _refuse_extras(event: Event, root: Open) -> None:
    mark = event.start_mark
    if isinstance(event, yaml.DocumentStartEvent) and root.value:
        _refuse("text.syntax", "There is more than one YAML document", mark)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        _refuse("text.alias", "Anchors and aliases are not allowed; write the value out", mark)
    if getattr(event, "tag", None) is not None:
        _refuse("text.tag", "Tags (`!name`) are not allowed", mark)


def _open_collection(around: Open, event: Event) -> Open:
    if isinstance(around.value, dict) and around.key is NO_KEY:
        _refuse("text.key", "A key must be a text", event.start_mark)
    return Open({} if isinstance(event, yaml.MappingStartEvent) else [])


def _add_scalar(around: Open, event: Event) -> None:
    if not isinstance(around.value, dict) or around.key is not NO_KEY:
        _add(around, _read_scalar(event))
        return
    # Keys are taken as written: `1`, `true` and `null` are texts there.
    if event.value in around.seen:
        message = f"The key `{event.value[:80]}` stands twice in one object"
        _refuse("text.duplicate_key", message, event.start_mark)
    around.seen.add(event.value)
    around.key = event.value


def _add(around: Open, value: JsonValue) -> None:
    if isinstance(around.value, dict):
        around.value[around.key] = value
        around.key = NO_KEY
    else:
        around.value.append(value)


def _read_scalar(event: Event) -> JsonValue:
    text = event.value
    if not event.implicit[0]:  # quoted or a block
        return text
    if text in NULL:
        return None
    if text in BOOLEANS:
        return BOOLEANS[text]
    if text[0] in "+-.0123456789":
        return _read_number(text, event)
    return text


def _read_number(text: str, event: Event) -> JsonValue:
    if SPECIAL_FLOAT.match(text):
        _refuse("json.number", f"{text} is not a number that JSON knows", event.start_mark)
    for pattern, base in ((INTEGER, 10), (OCTAL, 8), (HEXADECIMAL, 16)):
        if pattern.match(text):
            if len(text) > MOST_DIGITS:
                _refuse("json.number", f"A number has {len(text):,} digits", event.start_mark)
            return int(text.removeprefix("0o").removeprefix("0x"), base)
    return float(text) if FLOAT.match(text) else text


def _refuse(code: str, message: str, mark: Any) -> NoReturn:
    place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
    raise DocumentInvalid(problems=[problem(code, f"{message}{place}.")]) from None
