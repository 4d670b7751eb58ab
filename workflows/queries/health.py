"""Whether anybody works: what readiness checks ask."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from workflows.models import WorkerProcess


def last_seen_worker() -> datetime | None:
    """When any worker last told that it lives; None before the first one did."""
    found: datetime | None = WorkerProcess.objects.aggregate(newest=Max("seen_at"))["newest"]
    return found
