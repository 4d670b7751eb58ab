"""One streamed request to a vendor's model through pydantic-ai."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from pydantic_ai.direct import model_request_stream
from pydantic_ai.messages import (
    ModelRequest,
    ModelResponse,
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ThinkingPart,
    ToolCallPart,
    ToolCallPartDelta,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from workflows.definition.json_types import JsonObject
from workflows.errors import ProviderBusy
from workflows.providers.calls import Message, ModelAnswer, ModelCall, OnText
from workflows.providers.output_shapes import OutputShape, shape_of
from workflows.providers.prices import cost_microusd
from workflows.providers.services import CLOUD, ProviderServices
from workflows.providers.vendor_errors import failure_of
from workflows.providers.vendor_kits import Address, address_of, open_model

OUTPUT_NAME = "give_output"
PLAIN_SETTINGS = (
    *("max_tokens", "temperature", "top_p", "top_k", "seed", "thinking"),
    *("presence_penalty", "frequency_penalty"),
)


@dataclass(frozen=True, slots=True)
class VendorBackend:
    """Answers through a vendor's service or an OpenAI-compatible server."""

    services: ProviderServices

    async def answer(self, call: ModelCall, on_text: OnText | None) -> ModelAnswer:
        model = await open_model(call.provider, call.model, self.services)
        settings = self.services.settings_of(call.provider)
        assert settings is not None
        address = address_of(call.provider, settings)
        shape = _shape(call)
        try:
            response = await _stream(model, call, shape, on_text)
        except Exception as error:
            failure = failure_of(error, address, call.model)
            if failure is None or failure is error:
                raise
            # The vendor's own error quotes requests and headers: it stays out of tracebacks.
            raise failure from None
        return _answer_of(response, call, address, shape)


def _shape(call: ModelCall) -> OutputShape | None:
    if call.output_schema is None:
        return None
    return shape_of(call.output_schema, takes_open_schemas=call.provider not in CLOUD)


async def _stream(
    model: Model[Any], call: ModelCall, shape: OutputShape | None, on_text: OnText | None
) -> ModelResponse:
    request = ModelRequest(
        parts=[UserPromptPart(content=call.prompt)], instructions=call.instructions or None
    )
    async with model_request_stream(
        model,
        [request],
        model_settings=_settings_of(call),
        model_request_parameters=_parameters_of(shape),
    ) as stream:
        async for event in stream:
            if on_text and (text := _text_of(event)):
                on_text(text)
        return stream.get()


def _parameters_of(shape: OutputShape | None) -> ModelRequestParameters:
    if shape is None:
        return ModelRequestParameters()
    if shape.mode == "native":
        definition = OutputObjectDefinition(
            json_schema=shape.schema, name=OUTPUT_NAME, strict=shape.is_strict
        )
        return ModelRequestParameters(output_mode="native", output_object=definition)
    tool = ToolDefinition(
        name=OUTPUT_NAME,
        parameters_json_schema=shape.schema,
        description="Give the final output.",
        kind="output",
        strict=False,
    )
    return ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)


def _settings_of(call: ModelCall) -> ModelSettings:
    chosen: JsonObject = {
        name: call.settings[name] for name in PLAIN_SETTINGS if call.settings.get(name) is not None
    }
    if stop := call.settings.get("stop"):
        chosen["stop_sequences"] = [stop] if isinstance(stop, str) else list(stop)
    return cast(ModelSettings, {**chosen, "timeout": call.timeout_s})


def _text_of(event: ModelResponseStreamEvent) -> str:
    match event:
        case PartStartEvent(part=TextPart(content=text)):
            return text
        case PartStartEvent(part=ToolCallPart(args=str() as text)):
            return text
        case PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
            return text
        case PartDeltaEvent(delta=ToolCallPartDelta(args_delta=str() as text)):
            return text
        case _:
            return ""


def _answer_of(
    response: ModelResponse, call: ModelCall, address: Address, shape: OutputShape | None
) -> ModelAnswer:
    if not _is_whole(response):
        raise ProviderBusy(f"The answer of {call.provider} broke off.")
    model = response.model_name or call.model
    text = _full_text(response, shape)
    return ModelAnswer(
        output=text,
        text=text,
        provider=call.provider,
        model=model,
        input_tokens=response.usage.input_tokens,
        output_tokens=response.usage.output_tokens,
        cost_microusd=_cost_of(response, address, model),
        finish_reason=response.finish_reason,
        said=tuple(_said_in(response)),
    )


def _said_in(response: ModelResponse) -> Iterator[Message]:
    for part in response.parts:
        match part:
            case TextPart(content=text) if text:
                yield Message("assistant", "text", text)
            case ThinkingPart(content=text) if text:
                yield Message("assistant", "thinking", text)
            case ToolCallPart(tool_name=name, tool_call_id=call):
                arguments = part.args_as_json_str()
                yield Message("assistant", "tool_call", arguments, name, call)
            case _:
                pass


def _is_whole(response: ModelResponse) -> bool:
    """
    Whether the stream reached its end: the vendor's reason for ending, or at least its count.

    pydantic-ai takes a stream that just ends for finished, since a few servers send no reason.
    """
    if response.finish_reason is None:
        return False
    return "finish_reason" in (response.provider_details or {}) or response.usage.has_values()


def _cost_of(response: ModelResponse, address: Address, model: str) -> int | None:
    base_url = None if address.provider in CLOUD else address.base_url
    return cost_microusd(response.usage, provider=address.provider, model=model, base_url=base_url)


def _full_text(response: ModelResponse, shape: OutputShape | None) -> str:
    """The text, or the output tool's arguments; without the wrapping that was asked for."""
    calls = [part for part in response.parts if isinstance(part, ToolCallPart)]
    if shape is None or not (calls or shape.is_wrapped):
        return response.text or ""
    text = calls[0].args_as_json_str() if calls else (response.text or "")
    return _unwrapped(text, shape) if shape.is_wrapped else text


def _unwrapped(text: str, shape: OutputShape) -> str:
    try:
        return json.dumps(shape.unwrap(json.loads(text)), ensure_ascii=False)
    except ValueError:
        return text
