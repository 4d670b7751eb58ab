"""A form made from the JSON Schema of a workflow's inputs, and the inputs read back from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.errors import InputsInvalid, Problem

PREFIX = "input."
PLAIN_TYPES = {"string", "integer", "number", "boolean"}
LONG_TEXT = 80


@dataclass(frozen=True, slots=True)
class InputField:
    """One input; `control` is text, long, number, choice or json."""

    key: str
    title: str
    description: str
    control: str
    value: str
    choices: tuple[str, ...]
    is_required: bool
    step: str = "any"

    @property
    def name(self) -> str:
        return PREFIX + self.key


def input_fields(schema: Mapping[str, Any], given: Mapping[str, str]) -> list[InputField]:
    """One field a property, with what was given before, or the default."""
    required = schema.get("required", [])
    return [
        _field(key, rule if isinstance(rule, Mapping) else {}, given, is_required=key in required)
        for key, rule in (schema.get("properties") or {}).items()
    ]


def read_inputs(schema: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """
    Values by property; what was left empty is left out, so that defaults apply.

    Raises:
        InputsInvalid: a value cannot be read as its type; `.problems` names each.
    """
    inputs: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, rule in (schema.get("properties") or {}).items():
        text = given.get(PREFIX + key, "")
        if not text.strip():
            continue
        try:
            inputs[key] = _read(_control(rule if isinstance(rule, Mapping) else {}), rule, text)
        except (ValueError, RecursionError):
            problems.append(Problem("inputs.unreadable", f"{key}: not {_wanted(rule)}.", f"/{key}"))
    if problems:
        raise InputsInvalid(problems=problems)
    return inputs


def _field(
    key: str, rule: Mapping[str, Any], given: Mapping[str, str], *, is_required: bool
) -> InputField:
    default = rule.get("default")
    return InputField(
        key=key,
        title=str(rule.get("title") or key),
        description=str(rule.get("description") or ""),
        control=_control(rule),
        value=given.get(PREFIX + key, "" if default is None else _shown(default)),
        choices=tuple(_shown(choice) for choice in _choices(rule)),
        is_required=is_required and default is None,
        step="1" if rule.get("type") == "integer" else "any",
    )


def _control(rule: Mapping[str, Any]) -> str:
    if _choices(rule):
        return "choice"
    kind = rule.get("type")
    if kind in ("integer", "number"):
        return "number"
    if kind != "string":
        return "json"
    is_long = rule.get("maxLength", 0) > LONG_TEXT or len(str(rule.get("default", ""))) > LONG_TEXT
    return "long" if is_long else "text"


def _choices(rule: Mapping[str, Any]) -> list[Any]:
    if rule.get("type") == "boolean":
        return [True, False]
    choices = rule.get("enum")
    return choices if isinstance(choices, list) else []


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _read(control: str, rule: Mapping[str, Any], text: str) -> Any:
    if control in ("text", "long"):
        return text
    if control == "choice":
        return next((choice for choice in _choices(rule) if _shown(choice) == text), text)
    return json.loads(text, parse_constant=_refuse)


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _wanted(rule: Any) -> str:
    kind = rule.get("type") if isinstance(rule, Mapping) else None
    return f"a valid {kind}" if kind in PLAIN_TYPES else "valid JSON"
