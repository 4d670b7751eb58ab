"""The fields that every task has, and those of the document around the tasks, as JSON Schema."""

from __future__ import annotations

from workflows.definition.document import SCHEMA
from workflows.definition.json_types import JsonObject
from workflows.definition.kinds.patterns import AGENT_PATTERN, ID_PATTERN
from workflows.definition.priorities import NAMES, SYNONYMS

ANY_OBJECT: JsonObject = {"type": "object", "additionalProperties": True}


def seconds(title: str, description: str = "", **more: object) -> JsonObject:
    text = {"description": description} if description else {}
    return {
        "title": title, **text, "type": "number", "exclusiveMinimum": 0, "x-unit": "s", **more,
    }  # fmt: skip


def json_schema_field(title: str, description: str) -> JsonObject:
    return {"title": title, "description": description, **ANY_OBJECT, "x-role": "schema"}


RETRY: JsonObject = {
    "title": "Retry",
    "description": "Only failures that another try may cure are tried again.",
    "type": "object",
    "default": {},
    "properties": {
        "max_attempts": {
            "title": "Most attempts",
            "description": "The first one counts.",
            "type": "integer",
            "minimum": 1,
            "default": 1,
        },
        "backoff": {
            "title": "Backoff",
            "description": "exponential doubles the delay each time.",
            "enum": ["fixed", "exponential"],
            "default": "exponential",
        },
        "initial_delay_s": {
            "title": "First delay", "type": "number", "minimum": 0, "default": 1, "x-unit": "s",
        },
        "max_delay_s": {
            "title": "Longest delay", "type": "number", "minimum": 0, "default": 60, "x-unit": "s",
        },
        "jitter": {
            "title": "Jitter",
            "description": "Spread delays, so that many tasks do not come back at once.",
            "type": "boolean",
            "default": True,
        },
    },
}  # fmt: skip

ON_ERROR: JsonObject = {
    "title": "If it fails",
    "description": "fail; continue without output; use a given output; ask another agent.",
    "x-expects": "fail, continue, {output: …} or {agent: …}",
    "default": "fail",
    "anyOf": [
        {"enum": ["fail", "continue"]},
        {
            "type": "object",
            "required": ["output"],
            "properties": {"output": {"title": "Output"}},
            "maxProperties": 1,
        },
        {
            "type": "object",
            "required": ["agent"],
            "properties": {
                "agent": {
                    "title": "Agent",
                    "type": "string",
                    "pattern": AGENT_PATTERN,
                    "x-source": "agents",
                }
            },
            "maxProperties": 1,
        },
    ],
}

PRIORITY: JsonObject = {
    "title": "Priority",
    "description": "urgent 0, high 25, normal 50, low 75, idle 100; lower goes first.",
    "x-expects": f"one of {', '.join(NAMES)} or a whole number from 0 to 100",
    "default": "normal",
    "anyOf": [
        {"enum": [*NAMES, *SYNONYMS]},
        {"type": "integer", "minimum": 0, "maximum": 100},
    ],
}

TASK_FIELDS: JsonObject = {
    "name": {"title": "Name", "type": "string", "minLength": 1},
    "kind": {"title": "Kind", "type": "string"},
    "type": {
        "title": "Label",
        "description": "Free, for filters and statistics.",
        "type": "string",
        "maxLength": 100,
    },
    "parent": {"title": "Inside", "description": "Its container.", "type": "string"},
    "depends_on": {
        "title": "Depends on",
        "description": "Ids of tasks, or outcomes such as check.enough; all of one container.",
        "type": "array",
        "items": {
            "type": "string",
            "pattern": r"^[^.\s]+([.][^.\s]+)?$",
            "x-expects": "the id of a task, or task.outcome",
        },
        "default": [],
    },
    "join": {
        "title": "Join",
        "description": "all: when all have ended; any: at the first taken; always: in any case.",
        "enum": ["all", "any", "always"],
        "default": "all",
    },
    "when": {
        "title": "When",
        "description": "An expression; false skips the task.",
        "type": "string",
        "minLength": 1,
        "x-role": "condition",
    },
    "timeout_s": seconds("Time-out", "Of one attempt; unset: the default of its kind."),
    "retry": RETRY,
    "on_error": ON_ERROR,
    "priority": PRIORITY,
    "cache": {
        "title": "Cache",
        "description": "Reuse the output of an equal task for a time.",
        "type": "object",
        "default": {},
        "properties": {"ttl_s": seconds("Time to live")},
    },
    "disabled": {
        "title": "Disabled",
        "description": "The task is skipped.",
        "type": "boolean",
        "default": False,
    },
    "input_schema": json_schema_field("Input schema", "Checked before each attempt."),
    "output_schema": json_schema_field("Output schema", "What the output must fit."),
    "group": {
        "title": "Group",
        "description": "The frame around it on the canvas; outside containers only.",
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
    },
    "position": {
        "title": "Place on the canvas",
        "type": "array",
        "items": {"type": "number"},
        "minItems": 2,
        "maxItems": 2,
        "x-unit": "px",
    },
}

CONCURRENCY: JsonObject = {
    "title": "Executions at once",
    "type": "object",
    "required": ["limit"],
    "properties": {
        "limit": {"title": "Limit", "type": "integer", "minimum": 1},
        "when_full": {
            "title": "When full",
            "enum": ["queue", "skip", "cancel_older"],
            "default": "queue",
        },
        "max_queued": {"title": "Most queued", "type": "integer", "minimum": 0},
    },
}

SETTINGS: JsonObject = {
    "title": "Settings",
    "type": "object",
    "default": {},
    "properties": {
        "timeout_s": seconds("Time-out", "Of the whole execution."),
        "max_parallel": {"title": "Tasks at once", "type": "integer", "minimum": 1},
        "on_failure": {
            "title": "At a failure",
            "description": "stop cancels the rest; finish goes on with what does not need it.",
            "enum": ["stop", "finish"],
            "default": "stop",
        },
        "concurrency": CONCURRENCY,
        "budget": {
            "title": "Budget",
            "type": "object",
            "properties": {
                "usd": {
                    "title": "US dollars", "type": "number", "exclusiveMinimum": 0, "x-unit": "USD",
                }
            },
        },
    },
}  # fmt: skip

OWN_LABEL: JsonObject = {"description": "The author's own; kept, and read by nobody."}

DOCUMENT_FIELDS: JsonObject = {
    "schema": {"title": "Schema", "const": SCHEMA},
    "name": {"title": "Name", "type": "string", "minLength": 1},
    "description": {"title": "Description", "type": "string", "x-widget": "long_text"},
    "tags": {
        "title": "Tags",
        "type": "array",
        "items": {"type": "string", "minLength": 1, "maxLength": 100},
        "uniqueItems": True,
        "default": [],
    },
    "inputs": json_schema_field("Inputs", "What an execution is started with."),
    "settings": SETTINGS,
    "outputs": {
        "title": "Outputs",
        "description": "Templates by name; they see every task outside containers.",
        **ANY_OBJECT,
        "default": {},
        "x-role": "template",
    },
    "notes": {"title": "Notes on the canvas", **ANY_OBJECT, "default": {}},
    "groups": {"title": "Frames on the canvas", **ANY_OBJECT, "default": {}},
    "id": {"title": "Own id", **OWN_LABEL},
    "version": {"title": "Own version", **OWN_LABEL},
    "author": {"title": "Author", **OWN_LABEL},
    "created": {"title": "Created", **OWN_LABEL},
}
DOCUMENT_REQUIRED = ["schema", "name", "tasks"]
TASK_REQUIRED = ["kind"]
TASK_IDS: JsonObject = {"pattern": ID_PATTERN}
