"""Whether anybody works: what readiness checks ask."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, Sum

from workflows.models import WorkerProcess


def deaf_threads(lately: datetime) -> int:
    """Threads that hang, in all workers seen since then."""
    seen = WorkerProcess.objects.filter(seen_at__gt=lately)
    return int(seen.aggregate(deaf=Sum("deaf", default=0))["deaf"])


def has_usable_slot(lately: datetime) -> bool:
    """Whether a worker seen since then has more than threads that hang."""
    seen = WorkerProcess.objects.filter(seen_at__gt=lately)
    return seen.exclude(slots=0, deaf__gt=0).exists()


def last_seen_worker() -> datetime | None:
    """When any worker last told that it lives; None before the first one did."""
    found: datetime | None = WorkerProcess.objects.aggregate(newest=Max("seen_at"))["newest"]
    return found
