"""
`media.*`: clips, their frames, and what is seen on them.

A clip is an animated GIF: nothing here decodes video. A frame is small and not compressed, so
that a hundred of them can be looked at in threads, without a decoder.
"""

from __future__ import annotations

import base64
import binascii
import colorsys
import io
from typing import Annotated, TypedDict

from workflows.errors import PermanentError
from workflows.functions.builtin.drawing import draw_clip_frame
from workflows.functions.builtin.pictures import open_picture, wrap_bytes
from workflows.functions.registry import register
from workflows.functions.signatures import Rules

MAX_FRAMES = 1_000
MAX_CLIP_PIXELS = 50_000_000
DARK, BRIGHT = 0.35, 0.65
GRAY_SATURATION = 0.15
COLOUR_NAMES = ("red", "yellow", "green", "cyan", "blue", "magenta")


class Clip(TypedDict):
    clip: str
    frames: int
    width: int
    height: int
    duration_s: float
    bytes: int


class Frame(TypedDict):
    index: int
    at_s: float
    width: int
    height: int
    rgb: str


class Labelled(TypedDict):
    label: str


class FrameLabel(Labelled):
    index: int
    colour: str
    brightness: float


@register("media.make_clip", title="Make a clip", deterministic=True, lane="process", memory_mb=512)
def make_clip(
    frames: Annotated[int, Rules(minimum=1, maximum=MAX_FRAMES)] = 100,
    width: Annotated[int, Rules(minimum=8, maximum=512)] = 96,
    height: Annotated[int, Rules(minimum=8, maximum=512)] = 54,
    frame_ms: Annotated[int, Rules(minimum=20, maximum=10_000)] = 100,
    seed: int = 1,
) -> Clip:
    """A made-up animated GIF: a disc moves over a background that changes its colour."""
    _check_clip(frames, width, height)
    pictures = [draw_clip_frame(i, frames, width, height, seed) for i in range(frames)]
    target = io.BytesIO()
    pictures[0].save(
        target, "GIF", save_all=True, append_images=pictures[1:], duration=frame_ms, loop=0
    )
    made = wrap_bytes(target.getvalue(), "gif", (width, height))
    return {
        "clip": made["image"],
        "frames": frames,
        "width": width,
        "height": height,
        "duration_s": frames * frame_ms / 1_000,
        "bytes": made["bytes"],
    }


@register(
    "media.extract_frames",
    title="Extract frames",
    deterministic=True,
    lane="process",
    memory_mb=512,
)
def extract_frames(
    clip: Annotated[str, Rules(description="base64 of an animated GIF")],
    limit: Annotated[int, Rules(minimum=1, maximum=MAX_FRAMES)] = 100,
    width: Annotated[int, Rules(minimum=1, maximum=64)] = 16,
    height: Annotated[int, Rules(minimum=1, maximum=64)] = 9,
) -> list[Frame]:
    """So many frames of a clip, evenly spread, each made small."""
    picture = open_picture(clip)
    total = getattr(picture, "n_frames", 1)
    _check_clip(total, *picture.size)
    count = min(limit, total)
    wanted = {i * total // count for i in range(count)}
    taken: list[Frame] = []
    at_ms = 0.0
    try:
        for position in range(total):
            picture.seek(position)
            if position in wanted:
                small = picture.convert("RGB").resize((width, height))
                taken.append(_make_frame(len(taken), at_ms, small.size, small.tobytes()))
            at_ms += picture.info.get("duration", 0)
    except (OSError, EOFError, ValueError) as error:
        raise PermanentError(f"The clip is broken: {error}.", code="image_invalid") from error
    return taken


def _make_frame(index: int, at_ms: float, size: tuple[int, int], rgb: bytes) -> Frame:
    return {
        "index": index,
        "at_s": at_ms / 1_000,
        "width": size[0],
        "height": size[1],
        "rgb": base64.b64encode(rgb).decode(),
    }


def _check_clip(frames: int, width: int, height: int) -> None:
    if frames > MAX_FRAMES or frames * width * height > MAX_CLIP_PIXELS:
        message = f"{frames} frames of {width} × {height} are too much for one clip."
        raise PermanentError(message, code="image_too_large")


@register("media.label_frame", title="Label a frame", deterministic=True)
def label_frame(frame: Frame) -> FrameLabel:
    """What colour fills the frame and how bright it is, such as `bright green`."""
    red, green, blue = _mean_colour(frame)
    hue, _, saturation = _to_hls(red, green, blue)
    brightness = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
    name = "gray" if saturation < GRAY_SATURATION else COLOUR_NAMES[round(hue * 6) % 6]
    return {
        "index": frame["index"],
        "label": f"{_name_brightness(brightness)} {name}",
        "colour": f"#{round(red):02x}{round(green):02x}{round(blue):02x}",
        "brightness": round(brightness, 4),
    }


def _mean_colour(frame: Frame) -> tuple[float, float, float]:
    try:
        pixels = base64.b64decode(frame["rgb"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise PermanentError("The frame's `rgb` is no base64.", code="image_invalid") from error
    if not pixels or len(pixels) != frame["width"] * frame["height"] * 3:
        message = f"The frame has {len(pixels)} bytes, not three a pixel."
        raise PermanentError(message, code="image_invalid")
    count = len(pixels) // 3
    return sum(pixels[::3]) / count, sum(pixels[1::3]) / count, sum(pixels[2::3]) / count


def _to_hls(red: float, green: float, blue: float) -> tuple[float, float, float]:
    hue, lightness, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    return hue, lightness, saturation


def _name_brightness(brightness: float) -> str:
    if brightness < DARK:
        return "dark"
    return "bright" if brightness > BRIGHT else "medium"


@register("media.count_labels", title="Count labels", deterministic=True)
def count_labels(labels: list[Labelled]) -> dict[str, int]:
    """How often each label occurs, the most common first."""
    counts: dict[str, int] = {}
    for label in labels:
        counts[label["label"]] = counts.get(label["label"], 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
