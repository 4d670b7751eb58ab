from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.functions.calling import call, failure_of
from workflows.functions.registry import all_functions

FEW = settings(max_examples=25, deadline=None)
sides = st.integers(1, 60)


def opened(picture: dict[str, Any]) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(picture["image"])))


def encoded(picture: Image.Image, kind: str = "PNG") -> str:
    target = io.BytesIO()
    picture.save(target, kind)
    return base64.b64encode(target.getvalue()).decode()


def png_that_claims(width: int, height: int) -> str:
    """A PNG of a few bytes whose header promises that many pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000))
    content = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + content).decode()


SMALL = encoded(Image.new("RGB", (40, 20), "red"))


def test_images_are_decoded_in_child_processes_only() -> None:
    lanes = {spec.lane for spec in all_functions() if spec.name.startswith("image.")}

    assert lanes == {"process"}


@FEW
@given(sides, sides, st.sampled_from(["gradient", "circles", "noise"]), st.integers(0, 99))
def test_a_made_up_image_is_always_the_same(
    width: int, height: int, pattern: str, seed: int
) -> None:
    wanted = {"width": width, "height": height, "pattern": pattern, "seed": seed}
    first = call("image.generate", **wanted)

    assert first == call("image.generate", **wanted)
    assert opened(first).size == (width, height) == (first["width"], first["height"])


@FEW
@given(sides, sides)
def test_a_resized_image_has_the_size_asked_for(width: int, height: int) -> None:
    resized = call("image.resize", image=SMALL, width=width, height=height)

    assert opened(resized).size == (width, height)


def test_one_side_keeps_the_shape() -> None:
    assert opened(call("image.resize", image=SMALL, width=20)).size == (20, 10)
    assert opened(call("image.resize", image=SMALL, height=5)).size == (10, 5)
    assert opened(call("image.resize", image=SMALL)).size == (40, 20)


@pytest.mark.parametrize(
    "name", ["blur", "sharpen", "edges", "contour", "grayscale", "invert", "mirror"]
)
def test_a_filter_keeps_the_size(name: str) -> None:
    image = call("image.generate", width=40, height=20)["image"]

    filtered = call("image.filter", image=image, filter=name)

    assert opened(filtered).size == (40, 20)
    assert filtered["image"] != image


def test_inverting_twice_gives_the_same_image() -> None:
    once = call("image.filter", image=SMALL, filter="invert")

    twice = call("image.filter", image=once["image"], filter="invert")

    assert opened(once).getpixel((0, 0)) == (0, 255, 255)
    assert opened(twice).getpixel((0, 0)) == (255, 0, 0)


def test_lower_quality_makes_smaller_images() -> None:
    image = call("image.generate", pattern="noise")["image"]

    good, bad = (call("image.compress", image=image, quality=q) for q in (0.9, 0.2))

    assert (good["format"], bad["bytes"] < good["bytes"]) == ("jpeg", True)


def test_what_was_transparent_becomes_white() -> None:
    clear = encoded(Image.new("RGBA", (8, 8), (255, 0, 0, 0)))

    compressed = call("image.compress", image=clear)

    assert opened(compressed).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("layout", "size"), [("row", (120, 30)), ("column", (40, 90)), ("grid", (80, 60))]
)
def test_merged_images_lie_side_by_side(layout: str, size: tuple[int, int]) -> None:
    tall = encoded(Image.new("RGB", (10, 30), "blue"))

    merged = call("image.merge", images=[SMALL, tall, SMALL], layout=layout)

    assert opened(merged).size == size


def test_information_names_format_size_and_colour() -> None:
    info = call("image.info", image="data:image/png;base64," + SMALL)

    assert (info["format"], info["width"], info["height"]) == ("png", 40, 20)
    assert (info["mean_colour"], info["frames"]) == ("#ff0000", 1)


@pytest.mark.parametrize(
    ("image", "code"),
    [
        ("", "image_invalid"),
        ("%%%", "image_invalid"),
        (base64.b64encode(b"no image at all").decode(), "image_invalid"),
        (SMALL[:80], "image_invalid"),
        (encoded(Image.new("RGB", (4, 4)), "BMP"), "image_invalid"),
        (png_that_claims(100, 100), "image_invalid"),
        (png_that_claims(100_000, 100_000), "image_too_large"),
        (png_that_claims(4_001, 4_000), "image_too_large"),
        ("A" * 28_000_000, "image_too_large"),
    ],
)
def test_bombs_and_broken_images_are_refused(image: str, code: str) -> None:
    assert failure_of("image.info", image=image) == code


def test_images_that_would_be_too_large_are_not_made() -> None:
    assert failure_of("image.generate", width=8_000, height=8_000) == "image_too_large"
    assert failure_of("image.resize", image=SMALL, width=8_000) == "image_too_large"
    wide = encoded(Image.new("RGB", (8_000, 1)))
    tall = encoded(Image.new("RGB", (1, 8_000)))
    assert failure_of("image.merge", images=[wide, tall]) == "image_too_large"
