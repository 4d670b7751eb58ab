"""The real local model, in short answers."""

from __future__ import annotations

import asyncio
import os
import time
from typing import Any

import pytest

from workflows.conf import EgressConfig, ModelsConfig
from workflows.errors import AttemptTimeout, OutputInvalid, ProviderRefused
from workflows.providers import ModelCall, ProviderServices, call_model
from workflows.providers.local_engine import engine_of
from workflows.providers.local_files import local_model_file, why_no_local_model
from workflows.providers.local_requests import request_of_call
from workflows.providers.outputs import fits

MODELS = ModelsConfig(local_max_tokens=48)
SERVICES = ProviderServices(MODELS, EgressConfig())
PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "tags": {"type": "array", "items": {"enum": ["kind", "tall"]}, "minItems": 1},
    },
    "required": ["name", "age", "tags"],
}
needs_model = pytest.mark.skipif(
    why_no_local_model(MODELS) is not None, reason=str(why_no_local_model(MODELS))
)


def call_of(prompt: str, **changes: Any) -> ModelCall:
    plain: dict[str, Any] = {"instructions": "Answer in one sentence.", "timeout_s": 120}
    settings = {"seed": 7, "temperature": 0} | changes.pop("settings", {})
    return ModelCall("local", "local", prompt=prompt, settings=settings, **(plain | changes))


@needs_model
async def test_it_answers_in_streamed_pieces_and_costs_nothing() -> None:
    pieces: list[str] = []

    answer = await call_model(
        call_of("What is the capital of France?"), on_text=pieces.append, services=SERVICES
    )

    assert "Paris" in answer.text
    assert "".join(pieces) == answer.text
    assert len(pieces) > 3
    assert answer.cost_microusd == 0
    assert answer.input_tokens > 10
    assert answer.output_tokens >= len(pieces)
    assert answer.model == "smollm2-135m-instruct.q4_1"


@needs_model
async def test_the_same_seed_gives_the_same_answer() -> None:
    settings = {"seed": 3, "temperature": 0.8, "max_tokens": 12}

    first = await call_model(call_of("Name a colour.", settings=settings), services=SERVICES)
    second = await call_model(call_of("Name a colour.", settings=settings), services=SERVICES)

    assert first.text == second.text


@needs_model
@pytest.mark.parametrize(
    "schema",
    [
        PERSON,
        {"type": "object", "required": ["records"]},
        {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 3},
        {"enum": ["yes", "no"]},
        {"type": "boolean"},
        {
            "$defs": {"point": {"type": "object", "properties": {"x": {"type": "integer"}}}},
            "type": "object",
            "properties": {"at": {"$ref": "#/$defs/point"}},
            "required": ["at"],
        },
    ],
)
async def test_output_holds_to_the_schema(schema: dict[str, Any]) -> None:
    answer = await call_model(
        call_of("Ada is 36.", output_schema=schema, settings={"max_tokens": 150}),
        services=SERVICES,
    )

    assert fits(answer.output, schema)


@needs_model
async def test_a_cut_off_object_is_refused_with_what_to_do() -> None:
    with pytest.raises(OutputInvalid, match="max_tokens"):
        await call_model(
            call_of("Ada is 36.", output_schema=PERSON, settings={"max_tokens": 3}),
            services=SERVICES,
        )


@needs_model
async def test_cancelling_stops_the_model_between_two_tokens() -> None:
    started = asyncio.Event()
    heard: list[str] = []

    def hear(text: str) -> None:
        heard.append(text)
        started.set()

    call = call_of("Tell a long story.", settings={"max_tokens": 2_000})
    task = asyncio.create_task(call_model(call, on_text=hear, services=SERVICES))
    await asyncio.wait_for(started.wait(), 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    heard_at_cancel = len(heard)
    # Only free slots can answer this: the cancelled one gave its own back.
    await asyncio.gather(*(call_model(short_call(n), services=SERVICES) for n in range(4)))

    assert len(heard) == heard_at_cancel


def short_call(number: int) -> ModelCall:
    return call_of(f"Say {number}.", settings={"max_tokens": 4})


@needs_model
async def test_it_stops_when_its_time_is_up() -> None:
    call = call_of("Tell a long story.", settings={"max_tokens": 4_000}, timeout_s=0.5)

    with pytest.raises(AttemptTimeout):
        await call_model(call, services=SERVICES)


@needs_model
async def test_the_loop_runs_on_while_it_thinks() -> None:
    call = call_of("Tell a story.", settings={"max_tokens": 24})
    task = asyncio.create_task(call_model(call, services=SERVICES))
    longest = 0.0
    while not task.done():
        began = time.monotonic()
        await asyncio.sleep(0.01)
        longest = max(longest, time.monotonic() - began)

    assert longest < 1.0


@needs_model
async def test_a_prompt_beyond_the_context_is_refused_with_figures() -> None:
    with pytest.raises(ProviderRefused, match="8192"):
        await call_model(call_of("word " * 10_000), services=SERVICES)


@needs_model
async def test_it_is_loaded_once_and_opens_no_port() -> None:
    file = local_model_file(MODELS)
    assert file is not None
    engines = {id(engine_of(file, MODELS.local_threads)) for _ in range(3)}

    address = engine_of(file, MODELS.local_threads).server.listening_address

    assert len(engines) == 1
    assert address.startswith("unix://")
    folder = os.path.dirname(address.removeprefix("unix://"))
    assert os.stat(folder).st_mode & 0o077 == 0


async def test_a_missing_file_is_refused_with_its_name() -> None:
    services = ProviderServices(ModelsConfig(local_model_file="/nowhere.gguf"), EgressConfig())

    with pytest.raises(ProviderRefused, match=r"/nowhere\.gguf"):
        await call_model(call_of("Hello"), services=services)


@needs_model
async def test_a_file_that_is_no_model_is_refused(tmp_path: Any) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(b"GGUF is not enough")
    services = ProviderServices(ModelsConfig(local_model_file=str(file)), EgressConfig())

    with pytest.raises(ProviderRefused, match=r"broken\.gguf cannot be loaded"):
        await call_model(call_of("Hello"), services=services)


def test_a_schema_too_large_for_a_grammar_is_asked_for_as_any_json() -> None:
    schema = {"type": "object", "properties": {f"p{n}": {"type": "string"} for n in range(3_000)}}

    request = request_of_call(call_of("x", output_schema=schema), default_max_tokens=9)

    assert request["response_format"] == {"type": "json_object"}


def test_unbounded_strings_and_lists_are_bounded_for_a_small_model() -> None:
    schema = {
        "type": "object",
        "properties": {
            "free": {"type": "string"},
            "long": {"type": "string", "minLength": 500},
            "short": {"type": "string", "maxLength": 5},
            "list": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["free", "unknown"],
    }

    request = request_of_call(call_of("x", output_schema=schema), default_max_tokens=9)

    asked = request["response_format"]["json_schema"]["schema"]["properties"]
    assert asked["free"]["maxLength"] == 80
    assert asked["long"]["maxLength"] == 500
    assert asked["short"]["maxLength"] == 5
    assert asked["list"]["maxItems"] == 5
    assert asked["unknown"] == {"type": "string", "maxLength": 80}
    assert request["max_tokens"] == 9
