"""What an execution is started with: the caller's inputs and the document's defaults."""

from __future__ import annotations

from workflows.definition.json_types import JsonObject
from workflows.engine.checks import schema_mistakes
from workflows.errors import InputsInvalid, Problem


def fill_inputs(schema: JsonObject, inputs: JsonObject) -> JsonObject:
    """
    The inputs with the schema's defaults filled in.

    Raises:
        InputsInvalid: `.problems` names each missing or wrong input.
    """
    properties = schema.get("properties") or {}
    defaults = {
        name: each["default"]
        for name, each in properties.items()
        if isinstance(each, dict) and "default" in each and name not in inputs
    }
    filled = defaults | inputs
    problems = [
        Problem("inputs.invalid", message, f"/inputs{path}")
        for path, message in (schema_mistakes(schema, filled) if schema else [])
    ]
    if problems:
        raise InputsInvalid(problems=problems)
    return filled
