"""How much of a picture differs from another."""

from __future__ import annotations

import io

from PIL import Image, ImageChops

CLEARLY = 32  # of 255 in any colour: less is how edges are smoothed
COLOURS = 128


def share_of_other_pixels(one: bytes, other: bytes) -> float:
    """Between 0 and 1; pictures of different sizes have nothing in common."""
    first, second = (Image.open(io.BytesIO(each)).convert("RGB") for each in (one, other))
    if first.size != second.size:
        return 1.0
    difference = ImageChops.difference(first, second)
    strongest = difference.getchannel(0)
    for channel in (1, 2):
        strongest = ImageChops.lighter(strongest, difference.getchannel(channel))
    histogram = strongest.histogram()
    return sum(histogram[CLEARLY:]) / (first.width * first.height)


def small(picture: bytes) -> bytes:
    """The same to the eye, in few colours: what is kept."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    target = io.BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
    return target.getvalue()
