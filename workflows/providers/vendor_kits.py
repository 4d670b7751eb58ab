"""
Vendors' kits on guarded connections: imported at the first call, made once per loop and key.

Importing them takes seconds, so it happens on a thread; they never see the environment.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflows.conf import ProviderConfig
from workflows.egress import client_of_loop, guarded_httpx2_client
from workflows.errors import ProviderRefused
from workflows.providers.services import ProviderServices

if TYPE_CHECKING:
    from pydantic_ai.models import Model

    from workflows.egress.clients import KitClient

BASE_URLS = {
    "anthropic": "https://api.anthropic.com",
    "openai": "https://api.openai.com/v1",
    "google": "https://generativelanguage.googleapis.com",
}
# Servers without keys still want the header; it says what it is.
NO_KEY = "no-key"
KEPT_KITS = 64


@dataclass(frozen=True, slots=True)
class Address:
    """Where calls go and with which key."""

    provider: str
    base_url: str
    api_key: str

    def __repr__(self) -> str:
        return f"Address({self.provider!r}, {self.base_url!r})"

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(f"{self.base_url}\0{self.api_key}".encode()).hexdigest()


class Connection:
    """One provider's connections in one loop, and the kits that use them, newest last."""

    def __init__(self, http: KitClient) -> None:
        self.http = http
        self._kits: OrderedDict[str, Any] = OrderedDict()

    def kit(self, address: Address, make: Callable[[Address, KitClient], Any]) -> Any:
        key = address.fingerprint
        if key not in self._kits:
            self._kits[key] = make(address, self.http)
        self._kits.move_to_end(key)
        while len(self._kits) > KEPT_KITS:
            self._kits.popitem(last=False)
        return self._kits[key]

    async def aclose(self) -> None:
        await self.http.aclose()


def address_of(provider: str, settings: ProviderConfig) -> Address:
    """
    Where a provider is called.

    Raises:
        ProviderRefused: a vendor's key or a server's address is missing.
    """
    if provider in BASE_URLS:
        if not settings.api_key:
            raise ProviderRefused(f"There is no key for {provider}. Set one on the models page.")
        return Address(provider, settings.base_url or BASE_URLS[provider], settings.api_key)
    if not settings.base_url:
        raise ProviderRefused(f"The provider {provider} has no base_url.")
    return Address(provider, settings.base_url, settings.api_key or NO_KEY)


async def open_model(provider: str, model: str, services: ProviderServices) -> Model[Any]:
    """
    A pydantic-ai model on guarded, shared connections, without retries of its own.

    Agents with tools run on it directly.

    Raises:
        ProviderRefused: the provider is not configured.
    """
    settings = services.settings_of(provider)
    if settings is None:
        raise ProviderRefused(f"There is no provider named {provider!r}.")
    address = address_of(provider, settings)
    makers = await asyncio.to_thread(_load_makers, provider)
    connection = client_of_loop(
        provider,
        services.guard or services.egress,
        lambda: Connection(guarded_httpx2_client(services.egress, guard=services.guard)),
    )
    kit = connection.kit(address, makers.make_kit)
    made: Model[Any] = makers.make_model(model, kit)
    return made


@dataclass(frozen=True, slots=True)
class Makers:
    """How one vendor's kit and models are made."""

    make_kit: Callable[[Address, KitClient], Any]
    make_model: Callable[[str, Any], Any]


def _load_makers(provider: str) -> Makers:
    match provider:
        case "anthropic":
            return _anthropic()
        case "openai":
            return _openai()
        case "google":
            return _google()
        case _:
            return _compatible()


def _anthropic() -> Makers:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    def make_kit(address: Address, http: KitClient) -> AnthropicProvider:
        return AnthropicProvider(
            anthropic_client=AsyncAnthropic(
                api_key=address.api_key, base_url=address.base_url, http_client=http, max_retries=0
            )
        )

    return Makers(make_kit, lambda name, kit: AnthropicModel(name, provider=kit))


def _openai() -> Makers:
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIResponsesModel
    from pydantic_ai.providers.openai import OpenAIProvider

    def make_kit(address: Address, http: KitClient) -> OpenAIProvider:
        return OpenAIProvider(
            openai_client=AsyncOpenAI(
                api_key=address.api_key, base_url=address.base_url, http_client=http, max_retries=0
            )
        )

    return Makers(make_kit, lambda name, kit: OpenAIResponsesModel(name, provider=kit))


def _compatible() -> Makers:
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    def make_kit(address: Address, http: KitClient) -> OpenAICompatibleProvider:
        return OpenAICompatibleProvider(
            address.provider,
            openai_client=AsyncOpenAI(
                api_key=address.api_key, base_url=address.base_url, http_client=http, max_retries=0
            ),
        )

    return Makers(make_kit, lambda name, kit: OpenAIChatModel(name, provider=kit))


def _google() -> Makers:
    from google.genai.types import HttpRetryOptions
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    def make_kit(address: Address, http: KitClient) -> GoogleProvider:
        return GoogleProvider(
            api_key=address.api_key,
            base_url=address.base_url,
            http_client=http,
            retry_options=HttpRetryOptions(attempts=1),
        )

    return Makers(make_kit, lambda name, kit: GoogleModel(name, provider=kit))
