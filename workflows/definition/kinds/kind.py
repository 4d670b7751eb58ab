"""
What a kind of task is: its settings, its outcomes, whether it holds other tasks.

Forms, checks and docs are read off these values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workflows.definition.json_types import JsonObject

# template: every text in it may hold {{ … }}; condition: a bare expression; cases: the list of a
# branch; schema: a JSON Schema; inner: a template that sees the tasks inside the container.
Role = Literal["plain", "template", "condition", "cases", "schema", "inner", "inner_condition"]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One setting; `schema` holds title, help, default and unit for a form."""

    name: str
    schema: JsonObject
    role: Role = "plain"
    required: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """
    Args:
        outcomes: named ways to end, besides `failed` and the cases of a branch.
        one_of: of each group exactly one field is given.
        is_container: tasks name it as `parent`.
        is_remote: it waits for a service that may be slow, busy or gone.
        computes: it does work of its own that a time-out can cut off.
    """

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    outcomes: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    is_container: bool = False
    is_remote: bool = False
    computes: bool = False

    def field_names(self) -> frozenset[str]:
        return frozenset(field.name for field in self.fields)

    def fields_of_role(self, *roles: Role) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.role in roles)


def schema_of_fields(kind: Kind) -> JsonObject:
    """JSON Schema of the kind's settings; keys it does not name are left to others."""
    schema: JsonObject = {
        "title": kind.title,
        "description": kind.description,
        "type": "object",
        "properties": {field.name: _annotated(field) for field in kind.fields},
    }
    required = [field.name for field in kind.fields if field.required]
    groups = [_exactly_one(group) for group in kind.one_of]
    return (
        schema
        | ({"required": required} if required else {})
        | ({"allOf": groups} if groups else {})
    )


def _exactly_one(group: tuple[str, ...]) -> JsonObject:
    return {"oneOf": [{"required": [name]} for name in group]}


def _annotated(field: Field) -> JsonObject:
    return field.schema if field.role == "plain" else {**field.schema, "x-role": field.role}
