"""
A function's parameters as JSON Schema, read off its annotations.

Only types that JSON can carry: None, bool, int, float, str, Literal, list, tuple[x, ...], dict,
TypedDict, unions of these, Any; `Annotated[int, Rules(minimum=1)]` adds to the schema.
Imported by every child process, so it needs the standard library only.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from workflows.errors import ConfigurationError
from workflows.functions.context import TaskContext

Schema = dict[str, Any]

_SIMPLE: dict[Any, Schema] = {
    Any: {},
    object: {},
    None: {"type": "null"},
    type(None): {"type": "null"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    list: {"type": "array"},
    dict: {"type": "object"},
}


class Rules(dict[str, Any]):
    """Keywords of JSON Schema for an annotation; hashable, as members of unions must be."""

    def __hash__(self) -> int:  # type: ignore[override]  # never changed once it is written down
        return hash(tuple(self))


@dataclass(frozen=True, slots=True)
class ReadSignature:
    arguments_schema: Schema
    returns_schema: Schema | None
    context_parameter: str


def read_signature(call: Callable[..., Any], name: str) -> ReadSignature:
    """
    Raises:
        ConfigurationError: a parameter is variadic, positional only, or has no JSON type.
    """
    hints = get_type_hints(call, include_extras=True)
    properties: Schema = {}
    required: list[str] = []
    context_parameter = ""
    for parameter in inspect.signature(call).parameters.values():
        hint = hints.get(parameter.name, Any)
        if hint is TaskContext:
            context_parameter = parameter.name
            continue
        properties[parameter.name] = _parameter_schema(parameter, hint, name)
        if parameter.default is parameter.empty:
            required.append(parameter.name)
    return ReadSignature(
        _object_schema(properties, required), _returns_schema(hints, name), context_parameter
    )


def _parameter_schema(parameter: inspect.Parameter, hint: Any, name: str) -> Schema:
    if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
        raise ConfigurationError(f"{name}: parameter {parameter.name!r} cannot be given by name.")
    schema = schema_of(hint, f"{name}: parameter {parameter.name!r}")
    if parameter.default is parameter.empty:
        return schema
    return {**schema, "default": parameter.default}


def _returns_schema(hints: dict[str, Any], name: str) -> Schema | None:
    if "return" not in hints:
        return None
    return schema_of(hints["return"], f"{name}: the return value") or None


def schema_of(hint: Any, what: str = "the value") -> Schema:
    """
    JSON Schema of one annotation.

    Raises:
        ConfigurationError: JSON has no such type; names `what`.
    """
    if isinstance(hint, type | types.NoneType) or hint is Any:
        simple = _SIMPLE.get(hint)
        if simple is not None:
            return dict(simple)
        if is_typeddict(hint):
            return _typed_dict_schema(hint, what)
    schema = _generic_schema(get_origin(hint), get_args(hint), what)
    if schema is None:
        raise ConfigurationError(f"{what} has no JSON type: {hint!r}.")
    return schema


def _generic_schema(origin: Any, args: tuple[Any, ...], what: str) -> Schema | None:
    if origin is Annotated:
        return _annotated_schema(args, what)
    if origin in (Required, NotRequired):
        return schema_of(args[0], what)
    if origin is Literal:
        return {"enum": list(args)}
    if origin in (Union, types.UnionType):
        return _union_schema(args, what)
    if origin is list or (origin is tuple and args[1:] == (...,)):
        return {"type": "array", "items": schema_of(args[0], what)}
    if origin is dict and args[0] is str:
        return _mapping_schema(args[1], what)
    return None


def _annotated_schema(args: tuple[Any, ...], what: str) -> Schema:
    schema = schema_of(args[0], what)
    for extra in args[1:]:
        if isinstance(extra, Rules):
            schema.update(extra)
    return schema


def _union_schema(args: tuple[Any, ...], what: str) -> Schema:
    options = [schema_of(arg, what) for arg in args]
    if {} in options:
        return {}
    if all(option.keys() == {"type"} for option in options):
        return {"type": [option["type"] for option in options]}
    return {"anyOf": options}


def _mapping_schema(value_hint: Any, what: str) -> Schema:
    values = schema_of(value_hint, what)
    return {"type": "object", "additionalProperties": values} if values else {"type": "object"}


def _typed_dict_schema(hint: Any, what: str) -> Schema:
    fields = get_type_hints(hint, include_extras=True)
    properties = {field: schema_of(kind, f"{what}, {field}") for field, kind in fields.items()}
    schema: Schema = {"type": "object", "properties": properties}
    # `from __future__ import annotations` hides NotRequired from __required_keys__.
    required = [field for field, kind in fields.items() if _is_required(hint, field, kind)]
    return {**schema, "required": required} if required else schema


def _is_required(hint: Any, field: str, kind: Any) -> bool:
    origin = get_origin(kind)
    if origin in (Required, NotRequired):
        return origin is Required
    return field in hint.__required_keys__


def _object_schema(properties: Schema, required: list[str]) -> Schema:
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": required} if required else schema
