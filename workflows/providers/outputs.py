"""Reads structured output from text and checks it against the task's schema."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import islice

import jsonschema_rs

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.definition.schema_work import TOO_MUCH_WORK, SchemaWork
from workflows.errors import ProviderRefused
from workflows.providers.calls import AnswerInvalid, ModelAnswer

SHOWN_PROBLEMS = 3


def read_output(answer: ModelAnswer, schema: JsonObject) -> JsonValue:
    """
    The value in an answer's text.

    Raises:
        AnswerInvalid: it is no JSON or does not fit; the message names up to three places.
        ProviderRefused: the schema itself is wrong, or would take too long to check.
    """
    validator = validator_of(schema)
    value = _parse(answer)
    _refuse_costly(schema, value)
    problems = [_describe(error) for error in islice(validator.iter_errors(value), SHOWN_PROBLEMS)]
    if problems:
        raise AnswerInvalid(
            f"The output does not fit the task's schema: {'; '.join(problems)}.", answer
        )
    return value


def fits(value: JsonValue, schema: JsonObject) -> bool:
    """
    Whether a value fits.

    Raises:
        ProviderRefused: the schema itself is wrong, or would take too long to check.
    """
    _refuse_costly(schema, value)
    return validator_of(schema).is_valid(value)


def _refuse_costly(schema: JsonObject, value: JsonValue) -> None:
    if SchemaWork(schema).is_too_much(value):
        raise ProviderRefused(f"The output schema cannot be used: {TOO_MUCH_WORK}")


def validator_of(schema: JsonObject) -> jsonschema_rs.Validator:
    """
    A compiled validator; equal schemas share one.

    Raises:
        ProviderRefused: this is not a JSON Schema, or it refers to another document.
    """
    return _compile(json.dumps(schema, sort_keys=True))


@lru_cache(maxsize=256)
def _compile(text: str) -> jsonschema_rs.Validator:
    try:
        return jsonschema_rs.validator_for(
            json.loads(text),
            # Else a `$ref` would be fetched from wherever the document says.
            offline=True,
            # Linear in the text's length, whatever the pattern.
            pattern_options=jsonschema_rs.RegexOptions(),
        )
    except ValueError as error:
        raise ProviderRefused(f"The output schema is not valid: {_first_line(error)}") from error


def _parse(answer: ModelAnswer) -> JsonValue:
    text = _without_fence(answer.text)
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        if answer.finish_reason == "length":
            message = "The output was cut off at max_tokens; raise it or ask for less."
        else:
            message = "The output is not JSON."
        raise AnswerInvalid(message, answer) from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _without_fence(text: str) -> str:
    """Models like to put JSON into a Markdown fence even when told not to."""
    stripped = text.strip()
    if not (stripped.startswith("```") and stripped.endswith("```") and "\n" in stripped):
        return stripped
    return stripped.split("\n", 1)[1].removesuffix("```").strip()


def _describe(error: jsonschema_rs.ValidationError) -> str:
    path = "/".join(str(part) for part in error.instance_path)
    return f"{_first_line(error)} at /{path}" if path else _first_line(error)


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
