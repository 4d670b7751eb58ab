"""Kinds that decide what runs, and how often."""

from __future__ import annotations

from workflows.definition.kinds.kind import Field, Kind
from workflows.definition.kinds.patterns import ID_PATTERN

RESULT = Field(
    "result",
    {
        "title": "Result",
        "description": "Output of one round; unset: that of the last task inside.",
    },
    role="inner",
)


BRANCH = Kind(
    name="branch",
    title="Branch",
    description="Takes the first case that holds; if none does, no outcome is taken.",
    fields=(
        Field(
            "cases",
            {
                "title": "Cases",
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["name", "when"],
                    "properties": {
                        "name": {
                            "title": "Name",
                            "description": "The outcome that tasks can depend on.",
                            "type": "string",
                            "pattern": ID_PATTERN,
                            "x-expects": "a name of small letters, digits and _",
                        },
                        "when": {
                            "title": "When",
                            "description": "An expression; `true` for everything else.",
                            "type": "string",
                            "minLength": 1,
                            "x-role": "condition",
                        },
                    },
                },
            },
            role="cases",
            required=True,
        ),
    ),
)


MAP = Kind(
    name="map",
    title="Map",
    description="Runs the tasks inside it once for each item of a list.",
    is_container=True,
    fields=(
        Field(
            "over",
            {
                "title": "Over",
                "description": "The list, or a template that gives one.",
                "type": ["string", "array"],
                "minLength": 1,
                "examples": ["{{ tasks.fetch_data.output.records }}"],
            },
            role="template",
            required=True,
        ),
        Field(
            "max_parallel",
            {
                "title": "At once",
                "description": "Most items worked on at the same time; unset: no bound of its own.",
                "type": "integer",
                "minimum": 1,
                "x-unit": "items",
            },
        ),
        Field(
            "on_item_error",
            {
                "title": "If an item fails",
                "description": "stop: the map fails; skip: it is dropped; null: null in its place.",
                # YAML reads a bare null as null and not as the word.
                "enum": ["stop", "skip", "null", None],
                "default": "stop",
            },
        ),
        RESULT,
    ),
)


LOOP = Kind(
    name="loop",
    title="Loop",
    description="Runs the tasks inside it again until a condition holds, with a bound.",
    is_container=True,
    fields=(
        Field(
            "until",
            {
                "title": "Until",
                "description": "An expression, evaluated after each turn.",
                "type": "string",
                "minLength": 1,
                "examples": ["tasks.review.output.score > 0.8"],
            },
            role="inner_condition",
            required=True,
        ),
        Field(
            "max_turns",
            {
                "title": "Most turns",
                "description": "The loop succeeds then, with flag exhausted.",
                "type": "integer",
                "minimum": 1,
                "x-unit": "turns",
            },
        ),
        RESULT,
    ),
)
