"""Every vendor's protocol: what was asked and all that the model said is told, in order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.egress.wire import LocalServer
from tests.providers.vendors import ANTHROPIC, HOUSE, VENDORS, Vendor, event
from workflows.providers import Message, ModelCall, call_model

every_vendor = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
OPEN = {"type": "object", "required": ["records"]}


async def conversation_with(
    vendor: Vendor, server: LocalServer, **changes: Any
) -> list[tuple[str, str, str, str]]:
    said: list[Message] = []
    plain: dict[str, Any] = {"instructions": "Be brief.", "prompt": "Hello?", "timeout_s": 20}
    call = ModelCall(provider=vendor.name, model=vendor.model, **(plain | changes))
    await call_model(call, on_message=said.append, services=vendor.services(server.url))
    return [(each.role, each.kind, each.text, each.model) for each in said]


@every_vendor
async def test_question_and_answer_are_told(vendor: Vendor) -> None:
    async with LocalServer([vendor.says("Hel", "lo.")]) as server:
        said = await conversation_with(vendor, server)

    assert said == [
        ("system", "text", "Be brief.", ""),
        ("user", "text", "Hello?", ""),
        ("assistant", "text", "Hello.", f"{vendor.name}:{vendor.model}"),
    ]


async def test_a_call_of_a_tool_is_told_with_its_arguments() -> None:
    async with LocalServer([ANTHROPIC.says('{"records":[]}', tool=True)]) as server:
        said = await conversation_with(ANTHROPIC, server, output_schema=OPEN)

    assert said[-1][:3] == ("assistant", "tool_call", '{"records":[]}')


async def test_what_a_model_thought_is_told_before_what_it_said() -> None:
    thinking = [
        {
            "type": "content_block_start",
            "index": 0,
            "content_block": {"type": "thinking", "thinking": "", "signature": ""},
        },
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "thinking_delta", "thinking": "Greet back."},
        },
        {"type": "content_block_stop", "index": 0},
    ]
    first, *rest = ANTHROPIC.events(["Hello."], "stop", False)
    rest = [each.replace(b'"index": 0', b'"index": 1') for each in rest]
    events = [first, *(event(body, str(body["type"])) for body in thinking), *rest]
    async with LocalServer([ANTHROPIC.streams(events)]) as server:
        said = await conversation_with(ANTHROPIC, server)

    assert [(kind, text) for role, kind, text, _ in said if role == "assistant"] == [
        ("thinking", "Greet back."),
        ("text", "Hello."),
    ]


async def test_a_model_that_did_not_answer_is_told_before_its_fallback() -> None:
    async with LocalServer([HOUSE.refuses(503)]) as server:
        said = await conversation_with(HOUSE, server, fallbacks=("scripted:backup",))

    assert [(kind, model) for _, kind, _, model in said[2:]] == [
        ("error", f"house:{HOUSE.model}"),
        ("text", "scripted:backup"),
    ]
