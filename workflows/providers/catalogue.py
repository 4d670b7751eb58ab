"""Which providers and models there are, and which one answers when none is named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from workflows.conf import ModelsConfig, ProviderConfig
from workflows.errors import ConfigurationError
from workflows.providers.local_files import local_model_name, why_no_local_model
from workflows.providers.services import CLOUD

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo

TITLES = {
    "anthropic": "Anthropic",
    "openai": "OpenAI",
    "google": "Google",
    "local": "Local model",
    "scripted": "Scripted (no model)",
}
KEY_VARIABLES = {
    "anthropic": "ANTHROPIC_API_KEY",
    "openai": "OPENAI_API_KEY",
    "google": "GOOGLE_API_KEY",
}
DEFAULT_MODELS = {
    "anthropic": "claude-sonnet-5-5",
    "openai": "gpt-5.4-mini",
    "google": "gemini-3.8-flash",
}
# Published lists also hold what does not chat.
NOT_FOR_CHAT = (
    *("audio", "babbage", "banana", "davinci", "embedding", "image", "live", "moderation"),
    *("realtime", "robotics", "transcribe", "tts", "vision", "whisper"),
)


@dataclass(frozen=True, slots=True)
class ProviderState:
    """One provider; `why_not` says what to do while it is not ready."""

    name: str
    title: str
    ready: bool
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class KnownModel:
    """
    One model with published figures; None where none are published.

    Args:
        input_usd_per_mtok, output_usd_per_mtok: base prices per million tokens.
    """

    provider: str
    name: str
    title: str
    context_tokens: int | None
    input_usd_per_mtok: float | None
    output_usd_per_mtok: float | None


def available_providers(models: ModelsConfig) -> list[ProviderState]:
    """Every provider by name: vendors, configured servers, local, scripted."""
    states = [_cloud_state(name, getattr(models, name)) for name in CLOUD]
    states += [_compatible_state(*entry) for entry in sorted(models.compatible.items())]
    why_not = why_no_local_model(models)
    states.append(ProviderState("local", TITLES["local"], why_not is None, why_not))
    states.append(ProviderState("scripted", TITLES["scripted"], True))
    return states


def resolve_default(models: ModelsConfig) -> tuple[str, str]:
    """
    Provider and model for agents that name none.

    The configured one; else the first vendor with a key; else the local model; else the script.

    Raises:
        ConfigurationError: the configured one is not `provider:model`.
    """
    if models.default:
        return split_name(models.default)
    for name in CLOUD:
        if getattr(models, name).api_key:
            return name, DEFAULT_MODELS[name]
    if why_no_local_model(models) is None:
        return "local", local_model_name(models)
    return "scripted", "scripted"


def split_name(text: str) -> tuple[str, str]:
    """
    Take `provider:model` apart; the model's own name may hold colons.

    Raises:
        ConfigurationError: one half is missing.
    """
    provider, _, model = text.partition(":")
    if not provider or not model:
        raise ConfigurationError(f"{text[:80]!r} is not `provider:model`.")
    return provider, model


@lru_cache(maxsize=8)
def known_models(provider: str) -> tuple[KnownModel, ...]:
    """Chat models of a vendor that still are offered, by name; empty for other providers."""
    from genai_prices.data import providers

    if provider not in CLOUD:
        return ()
    infos = next(entry.models for entry in providers if entry.id == provider)
    return tuple(_known(provider, info) for info in infos if _is_offered(provider, info))


def context_tokens_of(provider: str, model: str) -> int | None:
    """How many tokens fit into a model's context; None where it is not published."""
    from genai_prices.data import providers

    entry = next((entry for entry in providers if entry.id == provider), None)
    info = entry.find_model(model, all_providers=providers) if entry else None
    return info.context_window if info else None


def _cloud_state(name: str, settings: ProviderConfig) -> ProviderState:
    if settings.api_key:
        return ProviderState(name, TITLES[name], True)
    why_not = f"There is no key. Set {KEY_VARIABLES[name]}, or add a key on the models page."
    return ProviderState(name, TITLES[name], False, why_not)


def _compatible_state(name: str, settings: ProviderConfig) -> ProviderState:
    if settings.base_url:
        return ProviderState(name, name, True)
    why_not = f"It has no address. Set workflows.models.compatible.{name}.base_url."
    return ProviderState(name, name, False, why_not)


def _is_offered(provider: str, info: ModelInfo) -> bool:
    if info.deprecated or any(part in info.id for part in NOT_FOR_CHAT):
        return False
    return provider != "google" or info.id.startswith(("gemini", "gemma"))


def _known(provider: str, info: ModelInfo) -> KnownModel:
    return KnownModel(
        provider=provider,
        name=info.id,
        title=info.name or info.id,
        context_tokens=info.context_window,
        input_usd_per_mtok=_base_price(info, "input_mtok"),
        output_usd_per_mtok=_base_price(info, "output_mtok"),
    )


def _base_price(info: ModelInfo, kind: str) -> float | None:
    prices = info.prices[0].prices if isinstance(info.prices, list) else info.prices
    value = getattr(prices, kind, None)
    if value is None:
        return None
    return float(getattr(value, "base", value))
