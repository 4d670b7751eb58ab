"""
Doorbells: the only sender of Celery messages.

A bell says "there is ready work"; it may be lost, doubled or late, because every worker also looks
by itself. None is sent inside a transaction. One bell wakes one process, which wakes its own slots
as long as there is work; so there are never more bells than processes.
"""

from __future__ import annotations

import time

import structlog
from celery import current_app
from django.db.utils import DatabaseError, InterfaceError

from workflows.crashpoints import crashpoint
from workflows.engine.local import local_worker
from workflows.models import WorkerProcess

log = structlog.get_logger(__name__)
DRAIN = "workflows.drain"
COUNT_EVERY_S = 5.0

_counted_at = float("-inf")
_processes = 1


def ring(ready: int) -> None:
    """Tell workers that this many task runs have become ready."""
    crashpoint("bell.before_ring")
    if local_worker().wake_slots():
        return
    for _ in range(min(ready, _count_processes())):
        try:
            current_app.send_task(DRAIN, ignore_result=True)
        except Exception as error:  # the broker is away: workers find the work by polling
            log.warning("bell not rung", error=str(error))
            return


def _count_processes() -> int:
    """Worker processes, at least one, as of a few seconds ago."""
    global _counted_at, _processes
    if time.monotonic() - _counted_at > COUNT_EVERY_S:
        _counted_at = time.monotonic()
        try:
            _processes = max(1, WorkerProcess.objects.count())
        except (DatabaseError, InterfaceError):
            log.info("processes not counted")
    return _processes
