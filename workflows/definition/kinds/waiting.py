"""Kinds that wait: for another workflow, for people, for a time."""

from __future__ import annotations

from workflows.definition.kinds.kind import Field, Kind
from workflows.definition.kinds.patterns import SLUG_PATTERN

WORKFLOW = Kind(
    name="workflow",
    title="Workflow",
    description="Runs another workflow of the team and returns its outputs.",
    fields=(
        Field(
            "workflow",
            {
                "title": "Workflow",
                "description": "Its short name.",
                "type": "string",
                "pattern": SLUG_PATTERN,
                "x-expects": "the short name of a workflow",
                "x-source": "workflows",
            },
            required=True,
        ),
        Field(
            "version",
            {
                "title": "Version",
                "description": "A published number; unset: the newest when this one is published.",
                "type": ["integer", "null"],
                "minimum": 1,
            },
        ),
        Field(
            "inputs",
            {
                "title": "Inputs",
                "type": "object",
                "additionalProperties": True,
                "default": {},
            },
            role="template",
        ),
    ),
)


APPROVAL = Kind(
    name="approval",
    title="Approval",
    description="Waits until people say yes or no.",
    outcomes=("approved", "rejected", "expired"),
    fields=(
        Field(
            "assignees",
            {
                "title": "Who decides",
                "description": "People by user name, or role:editor: whoever is at least that.",
                "type": "array",
                "minItems": 1,
                "uniqueItems": True,
                "items": {"type": "string", "minLength": 1, "maxLength": 254},
                "examples": [["role:owner"]],
                "x-source": "people",
            },
            role="template",
            required=True,
        ),
        Field(
            "needed",
            {
                "title": "Approvals needed",
                "type": "integer",
                "minimum": 1,
                "default": 1,
                "x-unit": "people",
            },
        ),
        Field(
            "self_approval",
            {
                "title": "Who started it may decide",
                "description": "Off: somebody else has to, also where that person is named.",
                "type": "boolean",
                "default": True,
            },
        ),
        Field(
            "deadline_s",
            {
                "title": "Deadline",
                "description": "After it the outcome is expired; unset: it waits.",
                "type": "number",
                "exclusiveMinimum": 0,
                "x-unit": "s",
            },
        ),
        Field(
            "remind_every_s",
            {
                "title": "Remind every",
                "description": "While nobody has decided, again and again; unset: never.",
                "type": "number",
                "minimum": 60,
                "x-unit": "s",
            },
        ),
        Field(
            "form",
            {
                "title": "Form",
                "description": "JSON Schema of what is asked; the answers are the output.",
                "type": "object",
                "additionalProperties": True,
            },
            role="schema",
        ),
        Field(
            "proposal",
            {
                "title": "Proposal",
                "description": "What stands in the form's fields to begin with, to be edited.",
                "type": "object",
                "additionalProperties": True,
                "examples": [{"text": "{{ tasks.draft.output }}"}],
            },
            role="template",
        ),
        Field(
            "message",
            {
                "title": "Message",
                "description": "What the people are asked.",
                "type": "string",
                "x-widget": "long_text",
            },
            role="template",
        ),
    ),
)


WAIT = Kind(
    name="wait",
    title="Wait",
    description="Waits for a time, or until one.",
    one_of=(("duration_s", "until"),),
    fields=(
        Field(
            "duration_s",
            {
                "title": "For",
                "description": "Seconds, or a template that gives them.",
                "type": ["number", "string"],
                "minimum": 0,
                "minLength": 1,
                "x-unit": "s",
            },
            role="template",
        ),
        Field(
            "until",
            {
                "title": "Until",
                "description": "A time with its zone (RFC 3339), or a template that gives one.",
                "type": "string",
                "minLength": 1,
                "examples": ["2030-01-01T09:00:00Z", "{{ inputs.start_at }}"],
            },
            role="template",
        ),
    ),
)
