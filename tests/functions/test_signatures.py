from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pytest

from workflows.errors import ConfigurationError
from workflows.functions.context import TaskContext
from workflows.functions.registry import BUILTIN_MODULES, all_functions
from workflows.functions.signatures import Rules, read_signature, schema_of


class Point(TypedDict):
    x: int
    label: NotRequired[str]


@pytest.mark.parametrize(
    ("hint", "schema"),
    [
        (Any, {}),
        (int, {"type": "integer"}),
        (float, {"type": "number"}),
        (None, {"type": "null"}),
        (str | None, {"type": ["string", "null"]}),
        (list[str], {"type": "array", "items": {"type": "string"}}),
        (tuple[bool, ...], {"type": "array", "items": {"type": "boolean"}}),
        (dict[str, Any], {"type": "object"}),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (Literal["a", 1], {"enum": ["a", 1]}),
        (Annotated[int, Rules(minimum=1)], {"type": "integer", "minimum": 1}),
        (list[Any] | int, {"anyOf": [{"type": "array", "items": {}}, {"type": "integer"}]}),
        (str | Any, {}),
    ],
)
def test_an_annotation_becomes_a_schema(hint: Any, schema: dict[str, Any]) -> None:
    assert schema_of(hint) == schema


def test_a_typed_dict_requires_the_fields_that_it_requires() -> None:
    schema = schema_of(Point)

    assert schema["required"] == ["x"]
    assert schema["properties"]["label"] == {"type": "string"}


def test_a_bound_may_stand_inside_a_union() -> None:
    schema = schema_of(Annotated[int, Rules(minimum=1)] | None)

    assert schema == {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]}


def test_parameters_without_default_are_required_and_unknown_ones_refused() -> None:
    def cut(text: str, length: int = 5) -> str:
        return text[:length]

    schema = read_signature(cut, "cut").arguments_schema

    assert schema["required"] == ["text"]
    assert schema["properties"]["length"] == {"type": "integer", "default": 5}
    assert schema["additionalProperties"] is False


def test_the_context_is_no_argument() -> None:
    def log(text: str, context: TaskContext) -> None:
        context.log(text)

    signature = read_signature(log, "log")

    assert signature.context_parameter == "context"
    assert list(signature.arguments_schema["properties"]) == ["text"]


@pytest.mark.parametrize("hint", [bytes, set[str], complex, dict[int, str], tuple[int, str]])
def test_a_type_that_json_lacks_is_refused_by_name(hint: Any) -> None:
    with pytest.raises(ConfigurationError, match="the value has no JSON type"):
        schema_of(hint)


def test_variadic_parameters_are_refused() -> None:
    def join(*texts: str) -> str:
        return "".join(texts)

    with pytest.raises(ConfigurationError, match="texts"):
        read_signature(join, "join")


def test_every_built_in_function_describes_itself() -> None:
    functions = [spec for spec in all_functions() if spec.call.__module__ in BUILTIN_MODULES]

    assert len(functions) > 50
    assert all(spec.title and spec.description.endswith(".") for spec in functions)
    assert all(spec.arguments_schema["type"] == "object" for spec in functions)
