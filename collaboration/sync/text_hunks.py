"""The places where two texts differ, as people read them: some lines around, words marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from collaboration.sync.text_changes import LINES, WORDS, Budget, Span, changed_spans

PieceKind: TypeAlias = Literal["same", "removed", "added"]
CONTEXT_LINES = 2


@dataclass(frozen=True, slots=True)
class Piece:
    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """
    Neighbouring changes with the lines around them.

    Args:
        before_line: where it begins in the old text; the first line is 1. `after_line` alike.
        pieces: same and removed ones are the old lines, same and added ones the new.
    """

    before_line: int
    after_line: int
    pieces: tuple[Piece, ...]


def hunks_of(before: str, after: str, budget: Budget | None = None) -> tuple[Hunk, ...]:
    """
    Where the texts differ, first to last; nothing when they are the same.

    Args:
        budget: what it may cost together with other texts, and is taken from.
    """
    budget = budget or Budget()
    old, new = LINES.findall(before), LINES.findall(after)
    spans = changed_spans(old, new, budget)
    if spans is None:
        spans = [Span(0, len(old), 0, len(new))]
    return tuple(_hunk(old, new, group, budget) for group in _near_each_other(spans))


def _near_each_other(spans: Sequence[Span]) -> Iterator[list[Span]]:
    group: list[Span] = []
    for span in spans:
        if group and span.start - group[-1].end > 2 * CONTEXT_LINES:
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _hunk(old: list[str], new: list[str], group: list[Span], budget: Budget) -> Hunk:
    first, last = group[0], group[-1]
    lead = min(CONTEXT_LINES, first.start)
    tail = min(CONTEXT_LINES, len(old) - last.end)
    pieces = [Piece("same", "".join(old[first.start - lead : first.start]))]
    at = first.start
    for span in group:
        pieces.append(Piece("same", "".join(old[at : span.start])))
        removed, added = old[span.start : span.end], new[span.new_start : span.new_end]
        pieces += _words("".join(removed), "".join(added), budget)
        at = span.end
    pieces.append(Piece("same", "".join(old[at : at + tail])))
    return Hunk(first.start - lead + 1, first.new_start - lead + 1, _joined(pieces))


def _words(before: str, after: str, budget: Budget) -> Iterator[Piece]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    spans = changed_spans(old, new, budget)
    if spans is None:
        spans = [Span(0, len(old), 0, len(new))]
    at = 0
    for span in spans:
        yield Piece("same", "".join(old[at : span.start]))
        yield Piece("removed", "".join(old[span.start : span.end]))
        yield Piece("added", "".join(new[span.new_start : span.new_end]))
        at = span.end
    yield Piece("same", "".join(old[at:]))


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Without empty ones, and neighbours of one kind in one."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        elif piece.text:
            joined.append(piece)
    return tuple(joined)
