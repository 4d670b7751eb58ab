"""
Where two texts differ, in pieces small enough that what others type between them survives.

Myers' greedy algorithm over words, then over lines if there are too many differences, with a bound
on what it may cost; beyond it, everything between the first and the last difference is one piece.
All texts that change together share a budget: a thousand rewritten prompts, word by word, would
take minutes, and leave a document whose every later load pays for each of those words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
MOST_DIFFERENCES = 200
MOST_STEPS = 400_000
MOST_DIFFERENCES_TOGETHER = 4_000


@dataclass(slots=True)
class Budget:
    """How many differences are still looked for in the texts of one edit or comparison."""

    left: int = MOST_DIFFERENCES_TOGETHER


@dataclass(frozen=True, slots=True)
class Span:
    """Old parts [start, end) have become the new parts [new_start, new_end)."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Splice:
    """At `index`, in code points of the old text, `deleted` characters give way to `inserted`."""

    index: int
    deleted: int
    inserted: str


def splices(old: str, new: str, budget: Budget | None = None) -> tuple[Splice, ...]:
    """
    The changes that turn one text into the other; the last place first.

    Args:
        budget: what it may cost together with other texts, and is taken from.
    """
    budget = budget or Budget()
    start, end = _common_ends(old, new)
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if not before or not after:
        return (Splice(start, len(before), after),) if before or after else ()
    for parts in (WORDS, LINES):
        if budget.left <= 0:
            break
        found = _splices_of_parts(parts.findall(before), parts.findall(after), start, budget)
        if found is not None:
            return found[::-1]
    return (Splice(start, len(before), after),)


def _splices_of_parts(
    old: Sequence[str], new: Sequence[str], offset: int, budget: Budget
) -> tuple[Splice, ...] | None:
    spans = changed_spans(old, new, budget)
    if spans is None:
        return None
    places = [offset]
    for part in old:
        places.append(places[-1] + len(part))
    return tuple(
        _trimmed(
            places[each.start],
            "".join(old[each.start : each.end]),
            "".join(new[each.new_start : each.new_end]),
        )
        for each in spans
    )


def _trimmed(index: int, old: str, new: str) -> Splice:
    start, end = _common_ends(old, new)
    return Splice(index + start, len(old) - start - end, new[start : len(new) - end])


def _common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many parts are the same at the beginning, and of the rest at the end."""
    most = min(len(old), len(new))
    start = 0
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def changed_spans(
    old: Sequence[str], new: Sequence[str], budget: Budget | None = None
) -> list[Span] | None:
    """The smallest set of changes; None: finding it would cost too much."""
    start, end = _common_ends(old, new)
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    trace = _walk(before, after, budget or Budget())
    if trace is None:
        return None
    return list(_joined(_steps_back(trace, len(before), len(after)), start))


def _walk(old: Sequence[str], new: Sequence[str], budget: Budget) -> list[dict[int, int]] | None:
    """For each number of differences, how far each diagonal comes; None: beyond the bound."""
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    most = min(MOST_DIFFERENCES, budget.left, MOST_STEPS // (len(old) + len(new) + 1))
    for differences in range(most + 1):
        trace.append(dict(reach))
        for diagonal in range(-differences, differences + 1, 2):
            x = _best_start(reach, diagonal, differences)
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            reach[diagonal] = x
            if x >= len(old) and y >= len(new):
                budget.left -= differences
                return trace
    budget.left -= most
    return None


def _best_start(reach: dict[int, int], diagonal: int, differences: int) -> int:
    if _goes_down(reach, diagonal, differences):
        return reach[diagonal + 1]
    return reach[diagonal - 1] + 1


def _goes_down(reach: dict[int, int], diagonal: int, differences: int) -> bool:
    """Whether the last step put a new part in, rather than taking an old one out."""
    if diagonal == -differences:
        return True
    return diagonal != differences and reach[diagonal - 1] < reach[diagonal + 1]


def _steps_back(trace: list[dict[int, int]], x: int, y: int) -> list[Span]:
    """Single changes, first to last."""
    steps = []
    for differences in range(len(trace) - 1, 0, -1):
        reach, diagonal = trace[differences], x - y
        down = _goes_down(reach, diagonal, differences)
        came_from = diagonal + 1 if down else diagonal - 1
        x = reach[came_from]
        y = x - came_from
        steps.append(Span(x, x, y, y + 1) if down else Span(x, x + 1, y, y))
    return steps[::-1]


def _joined(steps: list[Span], offset: int) -> Iterator[Span]:
    """Changes that touch are one."""
    open_: Span | None = None
    for step in steps:
        if open_ is not None and (open_.end, open_.new_end) == (step.start, step.new_start):
            open_ = Span(open_.start, step.end, open_.new_start, step.new_end)
            continue
        if open_ is not None:
            yield _moved(open_, offset)
        open_ = step
    if open_ is not None:
        yield _moved(open_, offset)


def _moved(span: Span, offset: int) -> Span:
    return Span(
        span.start + offset, span.end + offset, span.new_start + offset, span.new_end + offset
    )
