"""Whether this process lives, and whether the installation can do its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orchestrator_site.patience import PatientCheck

log = structlog.get_logger(__name__)

BROKER_PATIENCE_S = 3
BROKER_FRESH_S = 2


@never_cache
@require_safe
def is_alive(request: HttpRequest) -> JsonResponse:
    """200 while the process answers; touches neither database nor broker."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def is_ready(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and a worker are there, else 503 with what is missing."""
    findings = run_checks(CHECKS)
    ready = all(finding == "ok" for finding in findings.values())
    return JsonResponse(
        {
            "status": "ready" if ready else "not ready",
            "checks": findings,
            "warnings": worker_warnings() if ready else [],
        },
        status=200 if ready else 503,
        headers={} if ready else {"Retry-After": "5"},
    )


def run_checks(checks: Mapping[str, Callable[[], str | None]]) -> dict[str, str]:
    """Each check's complaint, or "ok"; details of an exception go to the log, not to callers."""
    findings = {}
    for name, check in checks.items():
        try:
            findings[name] = check() or "ok"
        except Exception as error:  # whatever a driver raises, the answer is the same
            log.warning("readiness check failed", check=name, error=repr(error))
            findings[name] = "not reachable"
    return findings


def check_database() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return None


def reach_broker() -> str | None:
    from orchestrator_site.celery import app

    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE_S)
    return None


def check_worker() -> str | None:
    seen = last_seen_worker()
    if seen is None:
        return "no worker has ever started"
    patience = timedelta(seconds=settings.WORKFLOWS.engine.lease_s)
    if timezone.now() - seen > patience:
        return f"no worker since {seen.isoformat(timespec='seconds')}"
    if not health_queries().has_usable_slot(timezone.now() - patience):
        return "every thread hangs in a function that does not end: start the workers anew"
    return None


def worker_warnings() -> list[str]:
    """What works, and needs somebody's attention."""
    patience = timedelta(seconds=settings.WORKFLOWS.engine.lease_s)
    deaf: int = health_queries().deaf_threads(timezone.now() - patience)
    return [f"{deaf} threads of workers hang in functions that do not end"] if deaf else []


def last_seen_worker() -> datetime | None:
    """When any worker last told that it lives."""
    found: datetime | None = health_queries().last_seen_worker()
    return found


def health_queries() -> Any:
    """Late: it imports models, and this module is read before they are ready."""
    return import_module("workflows.queries.health")


# Each visit to /readyz would else open a connection, and hang as long as the broker does.
check_broker = PatientCheck(reach_broker, patience_s=BROKER_PATIENCE_S, fresh_s=BROKER_FRESH_S)
CHECKS: Mapping[str, Callable[[], str | None]] = {
    "database": check_database,
    "broker": check_broker,
    "worker": check_worker,
}
