"""
Doorbells: the only sender of Celery messages.

A bell says "there is ready work"; it may be lost, doubled or late, because every worker also looks
by itself. None is sent inside a transaction.
"""

from __future__ import annotations

import structlog
from celery import current_app

from workflows.conf import config
from workflows.engine.crashpoints import crashpoint
from workflows.engine.local import local_worker

log = structlog.get_logger(__name__)
DRAIN = "workflows.drain"


def ring(ready: int) -> None:
    """Wake as many slots as there is ready work, but no more than one process has."""
    crashpoint("bell.before_ring")
    if local_worker().wake_slots(ready):
        return
    for _ in range(min(ready, config().engine.slots)):
        try:
            current_app.send_task(DRAIN, ignore_result=True)
        except Exception as error:  # the broker is away: workers find the work by polling
            log.warning("bell not rung", error=str(error))
            return
