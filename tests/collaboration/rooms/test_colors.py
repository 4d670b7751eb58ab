"""The colours of people can be read: under their names, and as lines on the canvas."""

from __future__ import annotations

import pytest

from collaboration.rooms.colors import COLORS

WHITE = "#ffffff"
DARKEST_CANVAS = "#0d1117"


def luminance(color: str) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.03928 else float(((channel + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("color", COLORS)
def test_a_name_can_be_read_on_it_and_a_line_of_it_be_seen(color: str) -> None:
    assert contrast(color, WHITE) >= 4.5
    assert contrast(color, DARKEST_CANVAS) >= 3
