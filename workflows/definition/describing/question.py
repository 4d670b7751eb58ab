"""The document that asks a model for the steps of a described workflow; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TypeAlias

from workflows.definition.json_types import JsonObject

DRAFTER = "workflow-drafter"
LONGEST_TEXT = 2_000
MOST_STEPS = 12
MOST_PARTS = 20
# Ends of sentences, commas, and words that lead on to the next thing to do.
BETWEEN_PARTS = re.compile(
    r"[.;:!?\n]+(?:\s|$)|,\s+(?:and\s+then\s+|and\s+|then\s+)?|\s+and\s+then\s+|\s+(?:then|and)\s+"
)

_STEP: JsonObject = {
    "type": "object",
    "required": ["instruction", "name", "after"],
    "additionalProperties": False,
    "properties": {
        "instruction": {"type": "string", "maxLength": 600},
        "name": {"type": "string", "maxLength": 60},
        "after": {"type": "array", "maxItems": MOST_STEPS, "items": {"type": "integer"}},
    },
}
_ANSWER: JsonObject = {
    "type": "object",
    "required": ["steps"],
    "additionalProperties": False,
    "properties": {
        "steps": {"type": "array", "minItems": 1, "maxItems": MOST_STEPS, "items": _STEP}
    },
}
_TOLD = (
    "Each part of a description becomes one step of a workflow. Write its instruction, a short "
    "name, and the numbers of the earlier steps whose results it needs."
)
# A small model copies the form of what it is shown more than it follows what it is told.
_Steps: TypeAlias = Sequence[tuple[str, str, list[int]]]
_EXAMPLES: Sequence[tuple[str, _Steps]] = (
    (
        "Collect reviews of a phone, list what people like and what they dislike, then write a "
        "summary.",
        (
            ("Collect reviews of a phone.", "Collect reviews", []),
            ("List what people like.", "List likes", [1]),
            ("List what they dislike.", "List dislikes", [1]),
            ("Write a summary.", "Write summary", [2, 3]),
        ),
    ),
    (
        "Plan a trip to Rome: choose hotels, choose sights, write a plan for each day.",
        (
            ("Plan a trip to Rome.", "Plan trip", []),
            ("Choose hotels.", "Choose hotels", [1]),
            ("Choose sights.", "Choose sights", [1]),
            ("Write a plan for each day.", "Write plan", [2, 3]),
        ),
    ),
    (
        "Read an email, find out what the sender wants and answer it politely.",
        (
            ("Read an email.", "Read email", []),
            ("Find out what the sender wants.", "Find request", [1]),
            ("Answer it politely.", "Answer email", [2]),
        ),
    ),
)


def question_document() -> JsonObject:
    """One task that asks for the steps; what the person wrote comes in as an input, as data."""
    return {
        "schema": 1,
        "name": "Draft a workflow from a description",
        "inputs": {
            "type": "object",
            "required": ["description", "parts"],
            "properties": {
                "description": {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT},
                "parts": {"type": "string"},
            },
        },
        "settings": {"timeout_s": 900, "budget": {"usd": 0.5}},
        "tasks": {
            "steps": {
                "name": "Draft the steps",
                "kind": "agent",
                "agent": DRAFTER,
                "input": {"prompt": _prompt()},
                "output_schema": _ANSWER,
                "timeout_s": 300,
                "retry": {"max_attempts": 2},
            }
        },
        "outputs": {"steps": "{{ tasks.steps.output.steps }}"},
    }


def question_inputs(description: str) -> JsonObject:
    return {"description": description, "parts": _numbered(parts_of(description))}


def parts_of(description: str) -> list[str]:
    """What punctuation and small words set apart; only a hint for the model."""
    parts = (part.strip() for part in BETWEEN_PARTS.split(description))
    return [part for part in parts if part][:MOST_PARTS]


def _numbered(parts: list[str]) -> str:
    return "\n".join(f"{number}. {part}" for number, part in enumerate(parts, start=1))


def _prompt() -> str:
    shown = [
        _asked(text, _numbered(parts_of(text))) + "\n" + _answer(steps) for text, steps in _EXAMPLES
    ]
    asked = _asked("{{ inputs.description }}", "{{ inputs.parts }}")
    return "\n\n".join([_TOLD, *shown, asked])


def _asked(description: str, parts: str) -> str:
    return f"Description: {description}\nParts:\n{parts}\nSteps:"


def _answer(steps: _Steps) -> str:
    rows = [{"instruction": said, "name": name, "after": after} for said, name, after in steps]
    return json.dumps({"steps": rows})
