"""Kinds that do work: agents, functions, requests, transforms."""

from __future__ import annotations

from workflows.definition.kinds.kind import Field, Kind
from workflows.definition.kinds.patterns import AGENT_PATTERN, FUNCTION_PATTERN

AGENT = Kind(
    name="agent",
    title="Agent",
    description="An agent answers a prompt: a model, a program, a service or a remote worker.",
    is_remote=True,
    computes=True,
    one_of=(("agent", "requires"),),
    fields=(
        Field(
            "agent",
            {
                "title": "Agent",
                "description": "Its short name; with @ and a number it stays at that revision.",
                "type": "string",
                "pattern": AGENT_PATTERN,
                "x-expects": "the short name of an agent, or name@revision",
                "examples": ["data-fetcher", "data-fetcher@3"],
                "x-source": "agents",
            },
        ),
        Field(
            "requires",
            {
                "title": "Required capabilities",
                "description": "Any agent that has all of these may do the task.",
                "type": "array",
                "minItems": 1,
                "uniqueItems": True,
                "items": {"type": "string", "minLength": 1, "maxLength": 100},
                "examples": [["python", "web"]],
                "x-source": "capabilities",
            },
        ),
        Field(
            "input",
            {
                "title": "Input",
                "type": "object",
                "properties": {
                    "prompt": {
                        "title": "Prompt",
                        "description": "What the agent is asked.",
                        "type": "string",
                        "x-widget": "long_text",
                    },
                    "data": {"title": "Data", "description": "Values given beside the prompt."},
                },
                "default": {},
            },
            role="template",
        ),
    ),
)


FUNCTION = Kind(
    name="function",
    title="Function",
    description="A registered Python function is called with arguments.",
    computes=True,
    fields=(
        Field(
            "function",
            {
                "title": "Function",
                "description": "Its registered name.",
                "type": "string",
                "pattern": FUNCTION_PATTERN,
                "x-expects": "the name of a function such as image.resize",
                "examples": ["image.resize"],
                "x-source": "functions",
            },
            required=True,
        ),
        Field(
            "arguments",
            {
                "title": "Arguments",
                "description": "By parameter name.",
                "type": "object",
                "additionalProperties": True,
                "default": {},
            },
            role="template",
        ),
    ),
)


HTTP = Kind(
    name="http",
    title="HTTP request",
    description="Calls an address and returns status, headers and body.",
    is_remote=True,
    computes=True,
    fields=(
        Field(
            "request",
            {
                "title": "Request",
                "type": "object",
                "required": ["url"],
                "properties": {
                    "method": {
                        "title": "Method",
                        "enum": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
                        "default": "GET",
                    },
                    "url": {
                        "title": "Address",
                        "type": "string",
                        "minLength": 1,
                        "examples": ["https://example.org/users/{{ inputs.user_id }}"],
                    },
                    "headers": {
                        "title": "Headers",
                        "type": "object",
                        "additionalProperties": {"type": "string"},
                    },
                    "query": {
                        "title": "Query",
                        "description": "Parameters of the address; a list repeats its parameter.",
                        "type": "object",
                        "additionalProperties": True,
                    },
                    "json": {"title": "JSON body"},
                    "text": {"title": "Text body", "type": "string", "x-widget": "long_text"},
                    "form": {
                        "title": "Form body",
                        "type": "object",
                        "additionalProperties": True,
                    },
                },
                "dependentSchemas": {
                    "json": {"not": {"anyOf": [{"required": ["text"]}, {"required": ["form"]}]}},
                    "text": {"not": {"required": ["form"]}},
                },
                "x-expects": "a request with at most one of `json`, `text` and `form`",
            },
            role="template",
            required=True,
        ),
        Field(
            "credential",
            {
                "title": "Credential",
                "description": "Name of a stored credential that signs the request.",
                "type": "string",
                "minLength": 1,
                "maxLength": 200,
                "x-source": "credentials",
            },
        ),
    ),
)


TRANSFORM = Kind(
    name="transform",
    title="Transform",
    description="Builds a value out of earlier ones.",
    fields=(
        Field(
            "value",
            {
                "title": "Value",
                "description": "Any JSON; a value that is exactly one {{ path }} keeps its type.",
            },
            role="template",
            required=True,
        ),
    ),
)
