"""What a model call needs from the installation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workflows.conf import EgressConfig, ModelsConfig, ProviderConfig, config
from workflows.egress import Guard

CLOUD = ("anthropic", "openai", "google")


@dataclass(frozen=True, slots=True)
class ProviderServices:
    """
    Configuration and keys that calls are made with.

    Args:
        keys: a team's own keys by provider; they win over the installation's.
        guard: for tests; None: as `egress` says.
    """

    models: ModelsConfig
    egress: EgressConfig
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    guard: Guard | None = None

    def with_keys(self, keys: Mapping[str, str]) -> ProviderServices:
        """The same with a team's keys, decrypted for this one call."""
        return replace(self, keys=keys)

    def settings_of(self, provider: str) -> ProviderConfig | None:
        """Where a provider is and its key; None for a name that is not configured."""
        found = settings_of(self.models, provider)
        key = self.keys.get(provider)
        if found is None or key is None:
            return found
        return found.model_copy(update={"api_key": key})


def provider_services() -> ProviderServices:
    """The services of this process, from its configuration."""
    settings = config()
    return ProviderServices(models=settings.models, egress=settings.egress)


def settings_of(models: ModelsConfig, provider: str) -> ProviderConfig | None:
    if provider in CLOUD:
        return getattr(models, provider)  # type: ignore[no-any-return]
    return models.compatible.get(provider)
