"""What calls cost, from published prices."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from genai_prices.types import AbstractUsage

MICRO = Decimal(1_000_000)


def cost_microusd(
    usage: AbstractUsage, *, provider: str, model: str, base_url: str | None = None
) -> int | None:
    """
    Price of a call in millionths of a US dollar, rounded; None where it is not known.

    Args:
        base_url: of an OpenAI-compatible server; a known vendor's prices are found by it.
    """
    from genai_prices import calc_price

    try:
        if base_url is None:
            found = calc_price(usage, model, provider_id=provider)
        else:
            found = calc_price(usage, model, provider_api_url=base_url)
    except (LookupError, ValueError):
        return None
    return int((found.total_price * MICRO).to_integral_value(ROUND_HALF_UP))
