"""Who changed what and when: single updates folded into stretches of work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import chain

from collaboration.models import ChangeSummary, DocumentUpdate
from collaboration.persistence.paths import bounded, read_paths, write_paths

PAUSE = timedelta(minutes=5)


def fold(updates: Iterable[DocumentUpdate]) -> list[ChangeSummary]:
    """
    One summary for each stretch in which an author worked without a longer pause, in order.

    People work at the same time, so stretches of two may overlap; every update is counted in
    exactly one. Nothing is saved. The updates come with their authors.
    """
    done: list[ChangeSummary] = []
    open_: dict[tuple[int | None, str], list[DocumentUpdate]] = {}
    for update in updates:
        stretch = open_.setdefault((update.author_id, update.origin), [])
        if stretch and update.at - stretch[-1].at > PAUSE:
            done.append(_summary(stretch))
            stretch.clear()
        stretch.append(update)
    done.extend(_summary(stretch) for stretch in open_.values())
    return sorted(done, key=lambda one: one.to_number)


def _summary(stretch: list[DocumentUpdate]) -> ChangeSummary:
    first, last = stretch[0], stretch[-1]
    paths = chain.from_iterable(read_paths(update.touched) for update in stretch)
    return ChangeSummary(
        document_id=first.document_id,
        author=first.author,
        origin=first.origin,
        from_number=first.number,
        to_number=last.number,
        count=len(stretch),
        from_at=first.at,
        to_at=last.at,
        touched=write_paths(bounded(paths)),
    )
