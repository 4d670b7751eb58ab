"""
`image.*`: pictures as base64 text, changed by Pillow.

All of them decode bytes that strangers may have made, so they run in child processes.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict

from workflows.functions.builtin.drawing import draw_pattern
from workflows.functions.builtin.pictures import (
    Format,
    Picture,
    check_size,
    encode_picture,
    load_picture,
    open_picture,
)
from workflows.functions.registry import register
from workflows.functions.signatures import Rules

if TYPE_CHECKING:
    from PIL import Image

Side = Annotated[int, Rules(minimum=1, maximum=8_192)]
Encoded = Annotated[str, Rules(description="base64 of a PNG, JPEG or GIF image")]
FilterName = Literal["blur", "sharpen", "edges", "contour", "grayscale", "invert", "mirror"]

register_image = partial(register, deterministic=True, lane="process", timeout_s=30, memory_mb=512)


class PictureInfo(TypedDict):
    format: str
    width: int
    height: int
    mode: str
    frames: int
    bytes: int
    mean_colour: str


@register_image("image.generate", title="Generate image")
def generate(
    width: Side = 320,
    height: Side = 200,
    pattern: Literal["gradient", "circles", "noise"] = "circles",
    seed: int = 1,
) -> Picture:
    """A made-up PNG image: the same arguments always give the same one."""
    check_size(width, height)
    return encode_picture(draw_pattern(pattern, width, height, seed))


@register_image("image.resize", title="Resize image")
def resize(image: Encoded, width: Side | None = None, height: Side | None = None) -> Picture:
    """The image in another size as PNG; with one side given the shape is kept."""
    picture = load_picture(image)
    size = _target_size(picture.size, width, height)
    check_size(*size)
    return encode_picture(picture.resize(size))


def _target_size(size: tuple[int, int], width: int | None, height: int | None) -> tuple[int, int]:
    if width is None and height is None:
        return size
    scale_x = None if width is None else width / size[0]
    scale_y = None if height is None else height / size[1]
    x = scale_x if scale_x is not None else scale_y
    y = scale_y if scale_y is not None else scale_x
    return max(1, round(size[0] * (x or 1))), max(1, round(size[1] * (y or 1)))


@register_image("image.filter", title="Filter image")
def apply_filter(
    image: Encoded,
    filter: FilterName = "blur",
    strength: Annotated[float, Rules(minimum=0, maximum=50, description="of blur")] = 2,
) -> Picture:
    """The image blurred, sharpened, reduced to edges, made gray, inverted or mirrored, as PNG."""
    return encode_picture(_filter(load_picture(image), filter, strength))


def _filter(picture: Image.Image, name: FilterName, strength: float) -> Image.Image:
    from PIL import ImageFilter, ImageOps

    kernels: dict[str, Any] = {
        "blur": ImageFilter.GaussianBlur(strength),
        "sharpen": ImageFilter.SHARPEN,
        "edges": ImageFilter.FIND_EDGES,
        "contour": ImageFilter.CONTOUR,
    }
    if name in kernels:
        return picture.filter(kernels[name])
    if name == "mirror":
        return ImageOps.mirror(picture)
    opaque = picture.convert("RGB")
    return ImageOps.grayscale(opaque) if name == "grayscale" else ImageOps.invert(opaque)


@register_image("image.compress", title="Compress image")
def compress(
    image: Encoded, quality: Annotated[float, Rules(minimum=0, maximum=1)] = 0.8
) -> Picture:
    """The image as JPEG; lower quality makes it smaller. What was transparent becomes white."""
    return encode_picture(load_picture(image), "jpeg", max(1, round(quality * 95)))


@register_image("image.merge", title="Merge images")
def merge(
    images: Annotated[list[str], Rules(minItems=1, maxItems=64)],
    layout: Literal["row", "column", "grid"] = "row",
    format: Format = "png",
) -> Picture:
    """One image with all images side by side, on top of each other or in a grid, on white."""
    from PIL import Image

    pictures = [load_picture(image) for image in images]
    columns = {"row": len(images), "column": 1, "grid": math.isqrt(len(images) - 1) + 1}[layout]
    cell = max(p.width for p in pictures), max(p.height for p in pictures)
    size = cell[0] * columns, cell[1] * math.ceil(len(images) / columns)
    check_size(*size)
    sheet = Image.new("RGB", size, "white")
    for i, picture in enumerate(pictures):
        place = (i % columns) * cell[0], (i // columns) * cell[1]
        sheet.paste(picture, place, picture if picture.mode == "RGBA" else None)
    return encode_picture(sheet, format)


@register_image("image.info", title="Image information")
def describe(image: Encoded) -> PictureInfo:
    """Format, size, number of frames and mean colour of an image."""
    from PIL import ImageStat

    from workflows.functions.builtin.pictures import decode_bytes, flatten

    picture = open_picture(image)
    red, green, blue = (round(v) for v in ImageStat.Stat(flatten(load_picture(image))).mean)
    return {
        "format": (picture.format or "").lower(),
        "width": picture.width,
        "height": picture.height,
        "mode": picture.mode,
        "frames": getattr(picture, "n_frames", 1),
        "bytes": len(decode_bytes(image)),
        "mean_colour": f"#{red:02x}{green:02x}{blue:02x}",
    }
