"""Local servers that speak each vendor's streaming protocol, as their own kits read it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.egress.wire import Ending, Reply, json_reply
from workflows.conf import EgressConfig, ModelsConfig, ProviderConfig
from workflows.providers import ProviderServices

KEY = "canary-key-0123456789abcdef"
INPUT_TOKENS, OUTPUT_TOKENS = 1_000, 200
TOOL = "give_output"


@dataclass(frozen=True, slots=True)
class Vendor:
    """
    One protocol.

    Args:
        events: server-sent events for an answer in pieces; with `tool` as a tool's arguments.
        error: the body of a refusal.
    """

    name: str
    model: str
    events: Callable[[list[str], str, bool], list[bytes]]
    error: Callable[[int, str], Any]
    base_path: str = ""

    def says(self, *pieces: str, finish: str = "stop", tool: bool = False) -> Reply:
        return self.streams(self.events(list(pieces), finish, tool))

    def half(self) -> list[bytes]:
        """The beginning of an answer: its first piece is "Half", and more would follow."""
        return self.events(["Half", " an answer"], "stop", False)[: 1 if self is GOOGLE else 3]

    def streams(self, events: list[bytes], ending: Ending = "complete") -> Reply:
        return Reply(200, {"content-type": "text/event-stream"}, tuple(events), ending)

    def refuses(self, status: int, message: str = "No.", **headers: str) -> Reply:
        return json_reply(self.error(status, message), status, **headers)

    def services(self, url: str, **extra: str) -> ProviderServices:
        address = url.removeprefix("http://")
        settings = ProviderConfig(base_url=url + self.base_path, api_key=KEY)
        named = {self.name: settings}
        models = ModelsConfig(
            **(named if self.name != "house" else {}),
            compatible=named if self.name == "house" else {},
        )
        return ProviderServices(models, EgressConfig(allowed_hosts=(address,)))


def event(data: Any, name: str | None = None) -> bytes:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data)}\n\n".encode()


def anthropic_events(pieces: list[str], finish: str, tool: bool) -> list[bytes]:
    block = {"type": "tool_use", "id": "t1", "name": TOOL, "input": {}} if tool else {}
    deltas = [
        {"type": "input_json_delta", "partial_json": piece}
        if tool
        else {"type": "text_delta", "text": piece}
        for piece in pieces
    ]
    reason = "tool_use" if tool else {"stop": "end_turn", "length": "max_tokens"}[finish]
    message: dict[str, Any] = {
        "id": "m1",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5-5",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": INPUT_TOKENS, "output_tokens": 1},
    }
    bodies: list[dict[str, Any]] = [
        {"type": "message_start", "message": message},
        {
            "type": "content_block_start",
            "index": 0,
            "content_block": block or {"type": "text", "text": ""},
        },
        *({"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": reason, "stop_sequence": None},
            "usage": {"output_tokens": OUTPUT_TOKENS},
        },
        {"type": "message_stop"},
    ]
    return [event(body, body["type"]) for body in bodies]


def responses_events(pieces: list[str], finish: str, tool: bool) -> list[bytes]:
    text = "".join(pieces)
    status = "incomplete" if finish == "length" else "completed"
    head: dict[str, Any] = {
        "id": "r1",
        "object": "response",
        "created_at": 1,
        "model": "gpt-5.4-mini",
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    }
    item: dict[str, Any] = (
        {"id": "i1", "type": "function_call", "call_id": "c1", "name": TOOL}
        if tool
        else {"id": "i1", "type": "message", "role": "assistant"}
    )
    part: dict[str, Any] = {"type": "output_text", "text": text, "annotations": []}
    ends: dict[str, Any] = {"arguments": text} if tool else {"content": [part]}
    starts: dict[str, Any] = {"arguments": ""} if tool else {"content": []}
    full = item | ends | {"status": "completed"}
    empty = item | starts | {"status": "in_progress"}
    place = {"item_id": "i1", "output_index": 0} | ({} if tool else {"content_index": 0})
    kind = "function_call_arguments" if tool else "output_text"
    usage: dict[str, Any] = {
        "input_tokens": INPUT_TOKENS,
        "output_tokens": OUTPUT_TOKENS,
        "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }
    ended = head | {"status": status, "output": [full], "usage": usage}
    if finish == "length":
        ended["incomplete_details"] = {"reason": "max_output_tokens"}
    bodies: list[dict[str, Any]] = [
        {"type": "response.created", "response": head | {"status": "in_progress", "output": []}},
        {"type": "response.output_item.added", "output_index": 0, "item": empty},
        *({"type": f"response.{kind}.delta", "delta": p, "logprobs": []} | place for p in pieces),
        {"type": "response.output_item.done", "output_index": 0, "item": full},
        {"type": f"response.{status}", "response": ended},
    ]
    return [
        event(body | {"sequence_number": number}, body["type"])
        for number, body in enumerate(bodies)
    ]


def chat_events(pieces: list[str], finish: str, tool: bool) -> list[bytes]:
    head: dict[str, Any] = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "house-model",
    }
    function = {"name": TOOL, "arguments": ""}
    first = {"index": 0, "id": "t1", "type": "function", "function": function}
    deltas: list[dict[str, Any]] = [
        {"role": "assistant"} | ({"tool_calls": [first]} if tool else {})
    ]
    deltas += [
        {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}
        if tool
        else {"content": piece}
        for piece in pieces
    ]
    usage = {"prompt_tokens": INPUT_TOKENS, "completion_tokens": OUTPUT_TOKENS}
    usage["total_tokens"] = INPUT_TOKENS + OUTPUT_TOKENS
    chunks: list[dict[str, Any]] = [
        {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas
    ]
    reason = "tool_calls" if tool else finish
    chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
    events = [event(head | chunk) for chunk in chunks]
    return [*events, event(head | {"choices": [], "usage": usage}), b"data: [DONE]\n\n"]


def gemini_events(pieces: list[str], finish: str, tool: bool) -> list[bytes]:
    if tool:
        arguments = json.loads("".join(pieces))
        parts: list[dict[str, Any]] = [{"functionCall": {"name": TOOL, "args": arguments}}]
    else:
        parts = [{"text": piece} for piece in pieces]
    usage = {"promptTokenCount": INPUT_TOKENS, "candidatesTokenCount": OUTPUT_TOKENS}
    usage["totalTokenCount"] = INPUT_TOKENS + OUTPUT_TOKENS
    bodies: list[dict[str, Any]] = [
        {"candidates": [{"index": 0, "content": {"role": "model", "parts": [part]}}]}
        for part in parts
    ]
    bodies[-1]["candidates"][0]["finishReason"] = {"stop": "STOP", "length": "MAX_TOKENS"}[finish]
    meta: dict[str, Any] = {
        "usageMetadata": usage,
        "modelVersion": "gemini-3.8-flash",
        "responseId": "g1",
    }
    return [event(body | meta) for body in bodies]


def anthropic_error(status: int, message: str) -> Any:
    kinds = {401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error"}
    kinds |= {529: "overloaded_error", 400: "invalid_request_error", 403: "permission_error"}
    return {"type": "error", "error": {"type": kinds.get(status, "api_error"), "message": message}}


def openai_error(status: int, message: str) -> Any:
    return {"error": {"message": message, "type": "error", "param": None, "code": None}}


def gemini_error(status: int, message: str) -> Any:
    words = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED"}
    words |= {
        422: "INVALID_ARGUMENT",
        404: "NOT_FOUND",
        429: "RESOURCE_EXHAUSTED",
        503: "UNAVAILABLE",
    }
    return {"error": {"code": status, "message": message, "status": words.get(status, "INTERNAL")}}


ANTHROPIC = Vendor("anthropic", "claude-sonnet-5-5", anthropic_events, anthropic_error)
OPENAI = Vendor("openai", "gpt-5.4-mini", responses_events, openai_error, "/v1")
GOOGLE = Vendor("google", "gemini-3.8-flash", gemini_events, gemini_error)
HOUSE = Vendor("house", "house-model", chat_events, openai_error, "/v1")
VENDORS = (ANTHROPIC, OPENAI, GOOGLE, HOUSE)
