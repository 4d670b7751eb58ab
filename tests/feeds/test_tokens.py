"""Pieces of streamed text between two frames."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workflows.feeds.tokens import KEPT_CHARS, Piece, TokenBuffer

texts = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=30)


def pieces_of(parts: list[str], *, run: int = 1, attempt: int = 1) -> list[Piece]:
    starts = [sum(map(len, parts[:n])) for n in range(len(parts))]
    return [Piece("t", run, attempt, o, text) for o, text in zip(starts, parts, strict=True)]


@given(texts)
def test_pieces_that_follow_each_other_become_one(parts: list[str]) -> None:
    buffer = TokenBuffer()
    for piece in pieces_of(parts):
        buffer.add(piece)

    taken = buffer.take()

    assert [(piece.offset, piece.text) for piece in taken] == [(0, "".join(parts))]
    assert buffer.take() == []


@given(texts, texts)
def test_texts_of_two_tasks_never_mix(ours: list[str], theirs: list[str]) -> None:
    buffer = TokenBuffer()
    for one, two in zip(pieces_of(ours, run=1), pieces_of(theirs, run=2), strict=False):
        buffer.add(one)
        buffer.add(two)

    for piece in buffer.take():
        whole = "".join(ours if piece.task_run == 1 else theirs)
        assert whole.startswith(piece.text)


def test_a_gap_stays_visible_in_the_offsets() -> None:
    buffer = TokenBuffer()
    buffer.add(Piece("t", 1, 1, 0, "ab"))
    buffer.add(Piece("t", 1, 1, 5, "fg"))

    assert [piece.offset for piece in buffer.take()] == [0, 5]


def test_a_second_attempt_is_told_apart() -> None:
    buffer = TokenBuffer()
    buffer.add(Piece("t", 1, 1, 0, "ab"))
    buffer.add(Piece("t", 1, 2, 2, "cd"))

    assert [(piece.attempt, piece.text) for piece in buffer.take()] == [(1, "ab"), (2, "cd")]


@given(st.lists(st.integers(1, KEPT_CHARS // 2), max_size=10))
def test_never_more_is_kept_than_the_bound(lengths: list[int]) -> None:
    buffer = TokenBuffer()
    for n, length in enumerate(lengths):
        buffer.add(Piece("t", n, 1, 0, "x" * length))

    assert sum(len(piece.text) for piece in buffer.take()) <= KEPT_CHARS
