from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.functions.calling import call, failure_of

colours = st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))


def frame_of(pixel: tuple[int, int, int], width: int = 2, height: int = 2) -> dict[str, Any]:
    rgb = base64.b64encode(bytes(pixel) * (width * height)).decode()
    return {"index": 0, "at_s": 0.0, "width": width, "height": height, "rgb": rgb}


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 30), st.integers(1, 30))
def test_as_many_frames_are_taken_as_there_are_and_asked_for(made: int, limit: int) -> None:
    clip = call("media.make_clip", frames=made, width=16, height=16)["clip"]

    frames = call("media.extract_frames", clip=clip, limit=limit)

    assert len(frames) == min(made, limit)
    assert [frame["index"] for frame in frames] == list(range(len(frames)))
    assert sorted(frame["at_s"] for frame in frames) == [frame["at_s"] for frame in frames]


def test_a_clip_knows_its_length() -> None:
    clip = call("media.make_clip", frames=10, frame_ms=200)

    assert (clip["frames"], clip["duration_s"]) == (10, 2.0)
    assert call("image.info", image=clip["clip"])["frames"] == 10


def test_frames_are_spread_over_the_clip() -> None:
    clip = call("media.make_clip", frames=100)["clip"]

    frames = call("media.extract_frames", clip=clip, limit=4)

    assert [frame["at_s"] for frame in frames] == [0, 2.5, 5, 7.5]


@pytest.mark.parametrize(
    ("pixel", "label"),
    [
        ((255, 0, 0), "dark red"),
        ((255, 255, 0), "bright yellow"),
        ((0, 200, 0), "medium green"),
        ((0, 0, 255), "dark blue"),
        ((255, 255, 255), "bright gray"),
        ((0, 0, 0), "dark gray"),
        ((255, 0, 10), "dark red"),
    ],
)
def test_a_frame_is_named_by_its_colour_and_brightness(
    pixel: tuple[int, int, int], label: str
) -> None:
    assert call("media.label_frame", frame=frame_of(pixel))["label"] == label


@given(colours, st.integers(1, 8), st.integers(1, 8))
def test_a_label_never_depends_on_the_size(
    pixel: tuple[int, int, int], width: int, height: int
) -> None:
    labelled = call("media.label_frame", frame=frame_of(pixel, width, height))

    assert labelled == call("media.label_frame", frame=frame_of(pixel))
    assert 0 <= labelled["brightness"] <= 1


def test_a_frame_of_another_size_than_it_says_is_refused() -> None:
    frame = {**frame_of((1, 2, 3)), "width": 3}

    assert failure_of("media.label_frame", frame=frame) == "image_invalid"
    assert failure_of("media.label_frame", frame={**frame, "rgb": "?"}) == "image_invalid"


def test_a_clip_that_is_too_large_is_not_made() -> None:
    code = failure_of("media.make_clip", frames=1_000, width=512, height=512)

    assert code == "image_too_large"


def test_a_broken_clip_is_refused() -> None:
    clip = call("media.make_clip", frames=5)["clip"]

    assert failure_of("media.extract_frames", clip=clip[: len(clip) // 8 * 4]) == "image_invalid"
    assert failure_of("media.extract_frames", clip="R0lGODlh") == "image_invalid"


def test_labels_are_counted_most_common_first() -> None:
    one, other = (call("media.label_frame", frame=frame_of(p)) for p in ((0, 0, 0), (255, 0, 0)))

    counts = call("media.count_labels", labels=[one, other, other])

    assert list(counts.items()) == [("dark red", 2), ("dark gray", 1)]
