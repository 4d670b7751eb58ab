"""Published prices, in millionths of a dollar."""

from __future__ import annotations

import pytest
from genai_prices import Usage
from hypothesis import given
from hypothesis import strategies as st

from workflows.providers.prices import cost_microusd


def test_a_call_costs_what_is_published() -> None:
    usage = Usage(input_tokens=1_000_000, output_tokens=1_000_000)

    cost = cost_microusd(usage, provider="anthropic", model="claude-3-5-haiku-latest")

    assert cost == 4_800_000


def test_a_known_hosts_prices_are_found_by_its_address() -> None:
    usage = Usage(input_tokens=1_000, output_tokens=1_000)

    cost = cost_microusd(
        usage,
        provider="fast",
        model="llama-3.3-70b-versatile",
        base_url="https://api.groq.com/openai/v1",
    )

    assert cost is not None
    assert cost > 0


@pytest.mark.parametrize(
    ("provider", "base_url"), [("anthropic", None), ("house", "http://127.0.0.1:8000/v1")]
)
def test_an_unknown_model_has_no_price(provider: str, base_url: str | None) -> None:
    usage = Usage(input_tokens=1, output_tokens=1)

    assert cost_microusd(usage, provider=provider, model="nobody-1", base_url=base_url) is None


@given(st.integers(0, 100_000), st.integers(0, 100_000), st.integers(0, 1_000))
def test_more_tokens_never_cost_less(sent: int, said: int, more: int) -> None:
    def cost(input_tokens: int, output_tokens: int) -> int:
        usage = Usage(input_tokens=input_tokens, output_tokens=output_tokens)
        found = cost_microusd(usage, provider="openai", model="gpt-5.4-mini")
        assert found is not None
        return found

    assert cost(sent, said) <= cost(sent + more, said) <= cost(sent + more, said + more)
