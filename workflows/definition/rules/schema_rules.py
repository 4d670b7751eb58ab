"""The JSON Schemas that a document carries."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.definition.json_types import JsonObject
from workflows.definition.json_values import Pointer, json_pointer
from workflows.definition.problem_codes import problem
from workflows.definition.rules.checked import Checked
from workflows.definition.schemas import explain_schema
from workflows.errors import Problem


def schemas_are_valid(checked: Checked) -> Iterator[Problem]:
    for at, schema in _schemas_in(checked):
        found = explain_schema(schema)
        if found is not None:
            task = str(at[1]) if at[0] == "tasks" else None
            yield problem("schema.invalid", found[1], json_pointer(*at, *found[0]), task=task)


def _schemas_in(checked: Checked) -> Iterator[tuple[Pointer, JsonObject]]:
    yield ("inputs",), checked.document.inputs
    for task in checked.document.tasks.values():
        if task.input_schema is not None:
            yield ("tasks", task.id, "input_schema"), task.input_schema
        if task.output_schema is not None:
            yield ("tasks", task.id, "output_schema"), task.output_schema
        kind = checked.kind_of(task)
        for field in kind.fields_of_role("schema") if kind else ():
            if field.name in task.settings:
                yield ("tasks", task.id, field.name), task.settings[field.name]


def inputs_are_an_object(checked: Checked) -> Iterator[Problem]:
    wanted = checked.document.inputs.get("type", "object")
    if wanted != "object":
        yield problem(
            "schema.not_object",
            "Inputs are given by name, so their schema must be of type object.",
            "/inputs/type",
        )


RULES = (schemas_are_valid, inputs_are_an_object)
