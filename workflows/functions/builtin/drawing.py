"""Made-up pictures that depend on nothing but their arguments."""

from __future__ import annotations

import colorsys
import random
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL import Image

Colour = tuple[int, int, int]
Pattern = Literal["gradient", "circles", "noise"]
CIRCLES = 12
NOISE_CELLS = 64


def draw_pattern(pattern: Pattern, width: int, height: int, seed: int) -> Image.Image:
    """An RGB image; equal arguments give equal pixels."""
    draw = {"gradient": _draw_gradient, "circles": _draw_circles, "noise": _draw_noise}[pattern]
    return draw(width, height, random.Random(seed))  # noqa: S311 - a picture, no secret


def draw_clip_frame(index: int, frames: int, width: int, height: int, seed: int) -> Image.Image:
    """One frame of a clip: a disc crosses a background that goes once around the colours."""
    from PIL import Image, ImageDraw

    share = index / frames
    picture = Image.new("RGB", (width, height), _colour(share + seed / 10, 0.35 + 0.4 * share))
    radius = height / 4
    x, y = share * (width + 2 * radius) - radius, height / 2
    box = (x - radius, y - radius, x + radius, y + radius)
    ImageDraw.Draw(picture).ellipse(box, fill=_colour(share + 0.5, 0.9))
    return picture


def _draw_gradient(width: int, height: int, dice: random.Random) -> Image.Image:
    from PIL import Image

    corners = Image.new("RGB", (2, 2))
    corners.putdata([_random_colour(dice) for _ in range(4)])
    return corners.resize((width, height), Image.Resampling.BILINEAR)


def _draw_circles(width: int, height: int, dice: random.Random) -> Image.Image:
    from PIL import ImageDraw

    picture = _draw_gradient(width, height, dice)
    pencil = ImageDraw.Draw(picture)
    for _ in range(CIRCLES):
        radius = dice.uniform(0.05, 0.25) * min(width, height)
        x, y = dice.uniform(0, width), dice.uniform(0, height)
        box = (x - radius, y - radius, x + radius, y + radius)
        pencil.ellipse(box, fill=_random_colour(dice))
    return picture


def _draw_noise(width: int, height: int, dice: random.Random) -> Image.Image:
    from PIL import Image

    columns, rows = min(width, NOISE_CELLS), min(height, NOISE_CELLS)
    cells = Image.frombytes("RGB", (columns, rows), dice.randbytes(columns * rows * 3))
    return cells.resize((width, height), Image.Resampling.NEAREST)


def _random_colour(dice: random.Random) -> Colour:
    return _colour(dice.random(), dice.uniform(0.5, 1))


def _colour(hue: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, 0.6, value)
    return round(red * 255), round(green * 255), round(blue * 255)
