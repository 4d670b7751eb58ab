"""
What documents need now and then, whether or not somebody has them open: one turn of it.

Tails are merged, draft rows catch up with their logs, checkpoints are made. Each turn does a
bounded number of each, since the one who asks has other work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog
from django.utils import timezone

from collaboration.checkpoints.automatic import documents_due, keep_automatically
from collaboration.conf import config
from collaboration.errors import DocumentDamaged, DocumentGone
from collaboration.persistence.compaction import compact
from collaboration.persistence.reading import find_documents_over, find_stale_projections
from collaboration.shared_drafts import refresh_projection

log = structlog.get_logger(__name__)

EVERY_S = 30
MOST_IN_A_TURN = 10

# Documents that cannot be read would be met again at every turn, before all others.
_given_up: set[int] = set()


def tend_documents() -> None:
    """One turn; a document that cannot be read is logged once and keeps none of the others."""
    now = timezone.now()
    bounds = config()
    most = MOST_IN_A_TURN + len(_given_up)
    long_tails = find_documents_over(
        updates=bounds.compact_updates, tail_bytes=bounds.compact_bytes, most=most
    )
    _tend(long_tails, compact)
    _tend(find_stale_projections(most), refresh_projection)
    due = documents_due(now).values_list("pk", flat=True)[:most]
    _tend(due, lambda key: keep_automatically(key, now))


def _tend(keys: Iterable[int], work: Callable[[int], object]) -> None:
    readable = [key for key in keys if key not in _given_up]
    for key in readable[:MOST_IN_A_TURN]:
        try:
            work(key)
        except DocumentGone:
            continue
        except DocumentDamaged as error:
            _given_up.add(key)
            log.error("a document cannot be read", document=key, error=error.message)


def forget_damaged() -> None:
    """Look at every document again."""
    _given_up.clear()
