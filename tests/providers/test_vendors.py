"""Every vendor's protocol over real HTTP: text, structured output, money, and all that fails."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.egress.wire import LocalServer, Received, Reply
from tests.providers.vendors import (
    ANTHROPIC,
    GOOGLE,
    HOUSE,
    INPUT_TOKENS,
    KEY,
    OPENAI,
    OUTPUT_TOKENS,
    VENDORS,
    Vendor,
    event,
)
from workflows.conf import EgressConfig
from workflows.egress import client_uses
from workflows.errors import (
    AttemptTimeout,
    EgressDenied,
    OutputInvalid,
    ProviderBusy,
    ProviderRefused,
)
from workflows.providers import AnswerInvalid, ModelAnswer, ModelCall, ProviderServices, call_model

CLOSED = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 0}},
    "required": ["name", "age"],
    "additionalProperties": False,
}
OPEN = {"type": "object", "required": ["records"]}
every_vendor = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
pytestmark = every_vendor


def call_to(vendor: Vendor, **changes: Any) -> ModelCall:
    plain: dict[str, Any] = {"instructions": "Be brief.", "prompt": "Hello?", "timeout_s": 20}
    return ModelCall(provider=vendor.name, model=vendor.model, **(plain | changes))


async def ask(
    vendor: Vendor, server: LocalServer, pieces: list[str] | None = None, **changes: Any
) -> ModelAnswer:
    on_text = None if pieces is None else pieces.append
    services = vendor.services(server.url)
    return await call_model(call_to(vendor, **changes), on_text=on_text, services=services)


async def test_text_streams_in_and_is_counted(vendor: Vendor) -> None:
    pieces: list[str] = []
    async with LocalServer([vendor.says("Hel", "lo ", "you.")]) as server:
        answer = await ask(vendor, server, pieces)

    assert pieces == ["Hel", "lo ", "you."]
    assert answer.output == answer.text == "Hello you."
    assert (answer.provider, answer.model) == (vendor.name, vendor.model)
    assert (answer.input_tokens, answer.output_tokens) == (INPUT_TOKENS, OUTPUT_TOKENS)
    assert (answer.requests, answer.finish_reason) == (1, "stop")


async def test_a_price_is_told_where_one_is_published(vendor: Vendor) -> None:
    async with LocalServer([vendor.says("Hello")]) as server:
        answer = await ask(vendor, server)

    if vendor is HOUSE:
        assert answer.cost_microusd is None
    else:
        assert answer.cost_microusd is not None
        assert answer.cost_microusd > INPUT_TOKENS * 0.05


async def test_prompt_instructions_and_settings_reach_the_vendor(vendor: Vendor) -> None:
    async with LocalServer([vendor.says("Hello")]) as server:
        await ask(vendor, server, settings={"max_tokens": 77, "script": {"answer": "no"}})

    sent = json.dumps(server.requests[0].json())
    assert "Hello?" in sent
    assert "Be brief." in sent
    assert "77" in sent
    assert "script" not in sent


async def test_the_key_travels_in_a_header_and_nowhere_else(vendor: Vendor) -> None:
    async with LocalServer([vendor.says("Hello")]) as server:
        await ask(vendor, server)

    request = server.requests[0]
    assert any(KEY in value for value in request.headers.values())
    assert KEY not in request.target
    assert KEY.encode() not in request.body


async def test_a_teams_key_wins_over_the_installations(vendor: Vendor) -> None:
    async with LocalServer([vendor.says("Hello")]) as server:
        services = vendor.services(server.url).with_keys({vendor.name: "team-key"})
        await call_model(call_to(vendor), services=services)

    assert any("team-key" in value for value in server.requests[0].headers.values())
    assert "team-key" not in repr(services)


async def test_a_closed_schema_is_answered_in_the_vendors_own_format(vendor: Vendor) -> None:
    pieces: list[str] = []
    async with LocalServer([vendor.says('{"name": "Ada",', ' "age": 36}')]) as server:
        answer = await ask(vendor, server, pieces, output_schema=CLOSED)

    assert answer.output == {"name": "Ada", "age": 36}
    assert "".join(pieces) == '{"name": "Ada", "age": 36}'
    assert "tools" not in {key for key, value in server.requests[0].json().items() if value}


async def test_an_open_schema_loses_nothing(vendor: Vendor) -> None:
    value = {"records": [{"any": 1}], "more": True}
    reply = vendor.says(json.dumps(value), tool=vendor is not HOUSE)
    async with LocalServer([reply]) as server:
        answer = await ask(vendor, server, output_schema=OPEN)

    assert answer.output == value
    has_tool = bool(server.requests[0].json().get("tools"))
    assert has_tool == (vendor is not HOUSE)


async def test_a_list_is_wrapped_on_the_way_and_unwrapped_on_return(vendor: Vendor) -> None:
    schema = {"type": "array", "items": {"type": "string"}}
    async with LocalServer([vendor.says('{"result": ["a", "b"]}')]) as server:
        answer = await ask(vendor, server, output_schema=schema)

    assert answer.output == ["a", "b"]
    assert json.loads(answer.text) == ["a", "b"]


@pytest.mark.parametrize(
    "said", ['{"name": "Ada", "age": -1}', '{"name": "Ada"}', "Ada is 36.", '{"name": "Ada", "ag']
)
async def test_output_that_does_not_fit_is_refused_and_its_cost_is_known(
    vendor: Vendor, said: str
) -> None:
    async with LocalServer([vendor.says(said)]) as server:
        with pytest.raises(OutputInvalid) as caught:
            await ask(vendor, server, output_schema=CLOSED)

    assert isinstance(caught.value, AnswerInvalid)
    assert caught.value.answer.text == said
    assert caught.value.answer.output_tokens == OUTPUT_TOKENS
    assert len(server.requests) == 1


async def test_json_that_ran_out_of_tokens_says_so(vendor: Vendor) -> None:
    async with LocalServer([vendor.says('{"name": "A', finish="length")]) as server:
        with pytest.raises(OutputInvalid, match="max_tokens"):
            await ask(vendor, server, output_schema=CLOSED)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
async def test_a_busy_vendor_is_asked_once_and_may_be_asked_again(
    vendor: Vendor, status: int
) -> None:
    async with LocalServer([vendor.refuses(status, "Later.", retry_after="11")]) as server:
        with pytest.raises(ProviderBusy) as caught:
            await ask(vendor, server)

    assert caught.value.retry_after_s == 11
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
async def test_a_refusal_is_final_says_what_to_do_and_hides_the_key(
    vendor: Vendor, status: int
) -> None:
    message = f"Incorrect API key provided: {KEY}."
    async with LocalServer([vendor.refuses(status, message)]) as server:
        with pytest.raises(ProviderRefused) as caught:
            await ask(vendor, server)

    assert vendor.name in caught.value.message
    assert KEY not in caught.value.message
    assert KEY[:12] not in caught.value.message
    assert caught.value.__cause__ is None
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 503])
async def test_the_number_of_the_call_at_the_vendor_is_told(vendor: Vendor, status: int) -> None:
    if vendor.name == "google":
        pytest.skip("It sends none.")
    numbered = vendor.refuses(status, "No.", request_id="req_011CS", x_request_id="req_011CS")
    async with LocalServer([numbered]) as server:
        with pytest.raises(ProviderBusy if status == 503 else ProviderRefused) as caught:
            await ask(vendor, server)

    assert "req_011CS" in caught.value.message


async def test_a_vendor_that_hangs_times_out_and_is_hung_up_on(vendor: Vendor) -> None:
    async with LocalServer([Reply(200, {}, (), "hang")]) as server:
        with pytest.raises(AttemptTimeout):
            await ask(vendor, server, timeout_s=1.5)
        await asyncio.wait_for(server.closed.wait(), 20)


async def test_a_stream_that_hangs_in_the_middle_times_out(vendor: Vendor) -> None:
    pieces: list[str] = []
    first = vendor.events(["Half", " an answer"], "stop", False)[
        : -3 if vendor is not GOOGLE else 1
    ]
    async with LocalServer([vendor.streams(first, "hang")]) as server:
        with pytest.raises(AttemptTimeout):
            await ask(vendor, server, pieces, timeout_s=1.5)
        await asyncio.wait_for(server.closed.wait(), 20)

    assert pieces[0] == "Half"


@pytest.mark.parametrize("ending", ["cut", "complete"])
async def test_half_a_stream_is_no_answer(vendor: Vendor, ending: Any) -> None:
    async with LocalServer([vendor.streams(vendor.half(), ending)]) as server:
        with pytest.raises(ProviderBusy):
            await ask(vendor, server)

    assert len(server.requests) == 1


async def test_a_stream_of_broken_json_may_be_asked_again(vendor: Vendor) -> None:
    events = vendor.events(["Hello"], "stop", False)
    name = events[0].split(b"\n")[0] + b"\n" if events[0].startswith(b"event:") else b""
    broken = name + b'data: {"type": "mess\n\n'
    async with LocalServer([vendor.streams([broken])]) as server:
        with pytest.raises(ProviderBusy):
            await ask(vendor, server)


async def test_cancelling_hangs_up_at_once(vendor: Vendor) -> None:
    started = asyncio.Event()
    async with LocalServer([vendor.streams(vendor.half(), "hang")]) as server:
        services = vendor.services(server.url)
        task = asyncio.create_task(
            call_model(call_to(vendor), on_text=lambda _: started.set(), services=services)
        )
        await asyncio.wait_for(started.wait(), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.closed.wait(), 20)


async def test_clients_are_made_once_and_connections_are_reused(vendor: Vendor) -> None:
    before = client_uses().get(vendor.name)
    async with LocalServer([vendor.says("Hello")]) as server:
        services = vendor.services(server.url)
        for _ in range(4):
            await call_model(call_to(vendor), services=services)
        after = client_uses()[vendor.name]

    assert server.connections == 1
    assert after.made - (before.made if before else 0) == 1
    assert after.asked - (before.asked if before else 0) == 4


async def test_an_address_that_is_not_allowed_is_never_called(vendor: Vendor) -> None:
    async with LocalServer([vendor.says("Hello")]) as server:
        models = vendor.services(server.url).models
        with pytest.raises(EgressDenied):
            await call_model(call_to(vendor), services=ProviderServices(models, EgressConfig()))

    assert server.connections == 0


async def test_a_redirect_is_not_followed_with_the_key(vendor: Vendor) -> None:
    async with (
        LocalServer([vendor.says("stolen")]) as other,
        LocalServer([Reply(307, {"location": other.url})]) as server,
    ):
        with pytest.raises((ProviderRefused, ProviderBusy)):
            await ask(vendor, server)

    assert other.connections == 0


async def test_the_environment_changes_nothing(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "GOOGLE_GEMINI_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.setenv(name, "key-of-the-environment")

    async with LocalServer([vendor.says("Hello")]) as server:
        await ask(vendor, server)

    assert "key-of-the-environment" not in str(server.requests[0].headers)


async def test_many_calls_run_at_once(vendor: Vendor) -> None:
    def answer(request: Received) -> Reply:
        return vendor.says("Hello")

    async with LocalServer(answer) as server:
        answers = await asyncio.gather(*(ask(vendor, server) for _ in range(20)))

    assert [answer.text for answer in answers] == ["Hello"] * 20


async def test_an_error_inside_the_stream_is_told_as_its_kind(vendor: Vendor) -> None:
    start = vendor.events(["Half"], "stop", False)[:1]
    error = {
        ANTHROPIC.name: event(ANTHROPIC.error(529, "Overloaded"), "error"),
        OPENAI.name: event(
            {"type": "error", "code": "server_error", "message": "Oops", "sequence_number": 1},
            "error",
        ),
        GOOGLE.name: event(GOOGLE.error(503, "Overloaded")),
        HOUSE.name: event({"error": {"message": "Oops", "type": "server_error", "code": 500}}),
    }[vendor.name]
    async with LocalServer([vendor.streams([*start, error])]) as server:
        with pytest.raises(ProviderBusy):
            await ask(vendor, server)
