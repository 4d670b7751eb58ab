"""Who answers when the first model does not."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.egress.wire import LocalServer
from tests.providers.vendors import HOUSE, KEY
from workflows.conf import EgressConfig, ModelsConfig, ProviderConfig
from workflows.errors import AttemptTimeout, OutputInvalid, ProviderBusy, ProviderRefused
from workflows.providers import ModelCall, ProviderServices, call_model
from workflows.providers.vendor_kits import address_of

SERVICES = ProviderServices(ModelsConfig(), EgressConfig())


def call_of(provider: str, *fallbacks: str, **changes: Any) -> ModelCall:
    return ModelCall(provider, "m", "", "Hello?", fallbacks=fallbacks, **changes)


async def test_a_busy_model_is_followed_by_the_next_and_both_are_counted() -> None:
    async with LocalServer([HOUSE.refuses(503)]) as server:
        answer = await call_model(
            call_of("house", "scripted:backup"), services=HOUSE.services(server.url)
        )

    assert (answer.provider, answer.model) == ("scripted", "backup")
    assert answer.requests == 2


async def test_a_provider_without_key_is_followed_by_the_next() -> None:
    answer = await call_model(
        call_of("anthropic", "openai:x", "scripted:backup"), services=SERVICES
    )

    assert answer.provider == "scripted"
    assert answer.requests == 3


async def test_a_model_that_hangs_leaves_the_next_its_share_of_the_time() -> None:
    script = {"rules": [], "hang": True}
    began = time.monotonic()

    with pytest.raises(AttemptTimeout):
        await call_model(
            call_of("scripted", "scripted:two", timeout_s=0.4, settings={"script": script}),
            services=SERVICES,
        )

    assert 0.35 < time.monotonic() - began < 2.0


async def test_wrong_output_is_not_paid_for_twice() -> None:
    call = call_of(
        "scripted",
        "scripted:two",
        output_schema={"type": "object"},
        settings={"script": {"answer": "text"}},
    )

    with pytest.raises(OutputInvalid):
        await call_model(call, services=SERVICES)


async def test_the_last_failure_is_the_one_that_is_told() -> None:
    call = call_of("nobody", "scripted:two", settings={"script": {"fail": 9}})

    with pytest.raises(ProviderBusy, match="scripted"):
        await call_model(call, services=SERVICES)


@pytest.mark.parametrize("provider", ["nobody", "", "LOCAL"])
async def test_an_unknown_provider_is_refused_by_name(provider: str) -> None:
    with pytest.raises(ProviderRefused, match=f"'{provider}'"):
        await call_model(call_of(provider), services=SERVICES)


async def test_a_fallback_of_another_form_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ProviderRefused, match="fallback"):
        await call_model(call_of("scripted", "scripted"), services=SERVICES)


async def test_a_wrong_schema_is_refused_before_anything_is_sent() -> None:
    async with LocalServer([HOUSE.says("{}")]) as server:
        with pytest.raises(ProviderRefused, match="schema"):
            await call_model(
                call_of("house", output_schema={"type": "nonsense"}),
                services=HOUSE.services(server.url),
            )

    assert server.connections == 0


def test_keys_are_never_printed() -> None:
    settings = ProviderConfig(base_url="http://gpu:8000/v1", api_key=KEY)
    services = ProviderServices(ModelsConfig(openai=settings), EgressConfig(), {"openai": KEY})

    assert KEY not in repr(services)
    assert KEY not in repr(settings)
    assert KEY not in repr(address_of("house", settings))
