"""Conditions written as values, as expressions."""

from __future__ import annotations

import json
import re

from workflows.definition.json_types import JsonValue

OPERATORS = {
    "==": "==", "===": "==", "eq": "==", "equals": "==",
    "!=": "!=", "!==": "!=", "ne": "!=", "not_equals": "!=", "notEquals": "!=",
    ">": ">", "gt": ">", "greater_than": ">", "greaterThan": ">",
    ">=": ">=", "gte": ">=",
    "<": "<", "lt": "<", "less_than": "<", "lessThan": "<",
    "<=": "<=", "lte": "<=",
    "in": "in",
}  # fmt: skip
PATH = re.compile(r"[A-Za-z_][\w.\-\[\]'\"]*\Z")
CONSTANTS = {"true": "true", "false": "false", "null": "none"}


def condition_of(value: JsonValue) -> str | None:
    """
    An expression for a text, `{expression}`, or `{field, operator, value}`; None: not understood.
    """
    if isinstance(value, str):
        return value.strip() or None
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("expression"), str):
        return str(value["expression"]).strip() or None
    path = value.get("field", value.get("path"))
    operator = OPERATORS.get(str(value.get("operator", value.get("op"))))
    if not isinstance(path, str) or not PATH.match(path) or operator is None:
        return None
    literal = _literal(value.get("value"))
    return None if literal is None else f"{path} {operator} {literal}"


def _literal(value: JsonValue) -> str | None:
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return None
    return CONSTANTS.get(text, text)
