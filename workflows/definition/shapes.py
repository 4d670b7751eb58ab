"""Whether a value has the shape that a schema asks for, said in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import jsonschema_rs

from workflows.definition.json_types import JsonObject, JsonValue, TaskId
from workflows.definition.json_values import Pointer, json_pointer
from workflows.definition.problem_codes import MOST_OF_ONE_SORT, problem
from workflows.definition.schemas import compile_schema
from workflows.definition.suggestions import suggest
from workflows.errors import Problem

TYPE_WORDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a text",
}
MOST_ENTRIES = 1_000
Violation = Any  # jsonschema_rs.ValidationError; its kinds are known at run time only


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One of our own schemas, which use no `$ref`, and its compiled validator."""

    schema: JsonObject
    validator: Any

    @classmethod
    def of(cls, schema: JsonObject) -> Shape:
        return cls(schema, compile_schema(schema))


def find_misfits(
    shape: Shape, value: JsonValue, at: Pointer = (), task: TaskId | None = None
) -> list[Problem]:
    """Every place in a value, which stands at `at`, that does not fit; of long lists the first."""
    if shape.validator.is_valid(value):
        return []
    errors = shape.validator.iter_errors(_clip(shape.schema, value))
    found = [_explain(shape, error, at, task) for error in islice(errors, MOST_OF_ONE_SORT)]
    return found or [_explain(shape, _first_error(shape, value), at, task)]


def _first_error(shape: Shape, value: JsonValue) -> Violation:
    try:
        shape.validator.validate(value)
    except jsonschema_rs.ValidationError as error:
        return error
    raise AssertionError("it was not valid a moment ago")


def _clip(schema: JsonObject, value: JsonValue) -> JsonValue:
    """The value with long lists cut: all their errors are made at once, at 40 µs each."""
    if isinstance(value, list) and "items" in schema:
        return [_clip(schema["items"], each) for each in value[:MOST_ENTRIES]]
    if not isinstance(value, dict):
        return value
    if isinstance(schema.get("additionalProperties"), dict):
        return dict(islice(value.items(), MOST_ENTRIES))
    properties = schema.get("properties", {})
    return {key: _clip(properties.get(key, {}), each) for key, each in value.items()}


def _explain(shape: Shape, error: Violation, at: Pointer, task: TaskId | None) -> Problem:
    place = (*at, *error.instance_path)
    name = error.kind.name
    if name == "required":
        place = (*place, error.kind.property)
        fix = "Write `schema: 1`: the version of this format." if place == ("schema",) else None
        words = f"{say_place(place)} is missing."
        return problem("field.missing", words, json_pointer(*place), task=task, fix=fix)
    expects, keyword = _look_up(shape.schema, error.schema_path)
    code, words = EXPLAINERS.get(name, _explain_format)(error, expects, keyword)
    return problem(code, f"{say_place(place)} {words}.", json_pointer(*place), task=task)


def say_place(at: Pointer) -> str:
    """The field's name inside its task, in backticks."""
    inside = at[2:] if at[:1] == ("tasks",) else at
    if not inside:
        return "The task" if at else "The document"
    return "`" + ".".join(str(part) for part in inside) + "`"


def _look_up(schema: JsonValue, path: list[str | int]) -> tuple[str, JsonValue]:
    """The innermost `x-expects` around the keyword that failed, and the keyword's own value."""
    expects = "of another form"
    for part in path:
        if isinstance(schema, dict):
            expects = schema.get("x-expects", expects)
        schema = schema[part]
    return expects, schema


Explained = tuple[str, str]


def _explain_type(error: Violation, _: str, __: JsonValue) -> Explained:
    words = " or ".join(TYPE_WORDS[name] for name in error.kind.types)
    return "field.type", f"must be {words}"


def _explain_enum(_: Violation, __: str, options: JsonValue) -> Explained:
    words = ", ".join("null" if each is None else str(each) for each in options)
    return "field.choice", f"must be one of {words}"


def _explain_const(_: Violation, __: str, wanted: JsonValue) -> Explained:
    return "field.choice", f"must be {wanted}"


def _explain_any_of(_: Violation, expects: str, __: JsonValue) -> Explained:
    return "field.choice", f"must be {expects}"


def _explain_one_of(_: Violation, __: str, choices: JsonValue) -> Explained:
    names = " and ".join(f"`{name}`" for each in choices for name in each["required"])
    return "field.one_of", f"needs exactly one of {names}"


def _explain_format(_: Violation, expects: str, __: JsonValue) -> Explained:
    return "field.format", f"must be {expects}"


def _explain_empty(_: Violation, __: str, least: JsonValue) -> Explained:
    if least == 1:
        return "field.empty", "must not be empty"
    return "field.range", f"must have at least {least} entries"


def _explain_long(_: Violation, __: str, most: JsonValue) -> Explained:
    return "field.too_long", f"must have at most {most} characters or entries"


def _explain_doubled(_: Violation, __: str, ___: JsonValue) -> Explained:
    return "field.doubled", "must not name the same thing twice"


Explainer = Callable[[Violation, str, JsonValue], Explained]


def _bound(words: str) -> Explainer:
    return lambda _, __, bound: ("field.range", f"must be {words} {bound:g}")


EXPLAINERS: dict[str, Explainer] = {
    "type": _explain_type,
    "enum": _explain_enum,
    "const": _explain_const,
    "anyOf": _explain_any_of,
    "oneOf": _explain_one_of,
    "minimum": _bound("at least"),
    "maximum": _bound("at most"),
    "exclusiveMinimum": _bound("more than"),
    "minLength": _explain_empty,
    "minItems": _explain_empty,
    "maxLength": _explain_long,
    "maxItems": _explain_long,
    "uniqueItems": _explain_doubled,
}


def find_unknown_keys(
    schema: JsonObject, value: JsonValue, at: Pointer = (), task: TaskId | None = None
) -> Iterator[Problem]:
    """Keys that nothing reads, looked for in objects whose keys the schema lists."""
    waiting: list[tuple[JsonObject, JsonValue, Pointer]] = [(schema, value, at)]
    while waiting:
        schema, value, here = waiting.pop()
        if isinstance(value, list) and "items" in schema:
            waiting += [(schema["items"], each, (*here, i)) for i, each in enumerate(value)]
        if not isinstance(value, dict) or schema.get("additionalProperties", False) is not False:
            continue
        properties = schema.get("properties")
        if properties is None:
            continue
        for key, each in value.items():
            if key in properties:
                waiting.append((properties[key], each, (*here, key)))
            else:
                yield _unknown((*here, key), list(properties), task)


def _unknown(at: Pointer, known: list[str], task: TaskId | None) -> Problem:
    return problem(
        "field.unknown",
        f"{say_place(at)} is not known; it is kept, and has no effect.",
        json_pointer(*at),
        task=task,
        fix=suggest(str(at[-1]), known),
    )
