"""The OpenAPI document as a page can show it: operations by subject, shapes by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

PREFIX = "/api/v1/"
METHODS = ("get", "post", "put", "patch", "delete")
_SHAPE = re.compile(r"^#/components/schemas/(.+)$")


@dataclass(frozen=True, slots=True)
class Line:
    """A parameter or a property."""

    name: str
    kind: str
    description: str = ""
    is_required: bool = False
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    kind: str
    shape: str


@dataclass(frozen=True, slots=True)
class ReadableOperation:
    anchor: str
    method: str
    path: str
    summary: str
    parameters: tuple[Line, ...]
    body: Line | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    name: str
    operations: list[ReadableOperation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    description: str
    properties: tuple[Line, ...]


def subjects_of(schema: dict[str, Any]) -> list[Subject]:
    """One subject for each first part of a path, in the order of the document."""
    found: dict[str, Subject] = {}
    for path, item in schema["paths"].items():
        name = path.removeprefix(PREFIX).split("/")[0]
        subject = found.setdefault(name, Subject(name))
        subject.operations.extend(_operations(path, item))
    return list(found.values())


def shapes_of(schema: dict[str, Any]) -> list[Shape]:
    shapes = schema.get("components", {}).get("schemas", {})
    return [
        Shape(name, shape.get("description", ""), tuple(_properties(shape)))
        for name, shape in shapes.items()
    ]


def _operations(path: str, item: dict[str, Any]) -> Iterator[ReadableOperation]:
    for method in METHODS:
        if method not in item:
            continue
        operation = item[method]
        yield ReadableOperation(
            anchor=operation["operationId"],
            method=method.upper(),
            path=path,
            summary=operation.get("summary", ""),
            parameters=tuple(_parameter(one) for one in operation.get("parameters", ())),
            body=_body(operation),
            answers=tuple(_answers(operation)),
        )


def _parameter(parameter: dict[str, Any]) -> Line:
    kind = f"{parameter['in']}, {describe(parameter.get('schema', {}))}"
    return Line(
        parameter["name"],
        kind,
        parameter.get("description", ""),
        parameter.get("required", False),
    )


def _body(operation: dict[str, Any]) -> Line | None:
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return None
    shape = next(iter(content.values())).get("schema", {})
    return Line(", ".join(content), describe(shape), shape=_shape_name(shape))


def _answers(operation: dict[str, Any]) -> Iterator[Answer]:
    for status, answer in operation["responses"].items():
        content = answer.get("content", {})
        media: dict[str, Any] = next(iter(content.values()), {})
        shape = media.get("schema", {})
        kind = describe(shape) if content else answer.get("description", "")
        yield Answer(status, kind, _shape_name(shape))


def _properties(shape: dict[str, Any]) -> Iterator[Line]:
    required = shape.get("required", ())
    for name, one in shape.get("properties", {}).items():
        yield Line(
            name, describe(one), one.get("description", ""), name in required, _shape_name(one)
        )


def describe(schema: dict[str, Any]) -> str:
    """A JSON Schema in a few words."""
    if name := _shape_name(schema):
        return f"list of {name}" if schema.get("type") == "array" else name
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value is not None)
    kind = schema.get("type", "any")
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    if kind == "array":
        words = f"list of {describe(schema.get('items', {}))}"
    return f"{words} ({schema['format']})" if "format" in schema else words


def _shape_name(schema: dict[str, Any]) -> str:
    if schema.get("type") == "array":
        return _shape_name(schema.get("items", {}))
    for alternative in (schema, *schema.get("allOf", ()), *schema.get("oneOf", ())):
        if found := _SHAPE.match(alternative.get("$ref", "")):
            return found[1]
    return ""
