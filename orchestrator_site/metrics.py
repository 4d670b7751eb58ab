"""/metrics for Prometheus: this process, and what the apps count."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    Metric,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from orchestrator_site.middleware import CAME_DIRECTLY

log = structlog.get_logger(__name__)

# Modules with `collect() -> Iterable[Metric]`, one for each app.
SOURCES = (
    "workflows.queries.metrics",
    "collaboration.persistence.metrics",
    "collaboration.rooms.metrics",
)
LOOPBACK = frozenset({"127.0.0.1", "::1"})


class AppsCollector(Collector):
    """Asks every app at each scrape; one that fails is left out, the others are shown."""

    def describe(self) -> Iterator[Metric]:
        return iter(())  # asking for names at registration would query the database

    def collect(self) -> Iterator[Metric]:
        for name in SOURCES:
            try:
                yield from import_module(name).collect()
            except Exception:  # a scrape must not lose all figures for one
                log.warning("metrics of an app are missing", source=name, exc_info=True)


@cache
def registry() -> CollectorRegistry:
    collectors = CollectorRegistry()
    ProcessCollector(registry=collectors)
    PlatformCollector(registry=collectors)
    GCCollector(registry=collectors)
    collectors.register(AppsCollector())
    return collectors


@never_cache
@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    """
    With a configured token: for its bearer. Without: for this machine only, else 404.

    What a proxy passes on does not count as from this machine, wherever the proxy runs.
    """
    if not may_scrape(request):
        return HttpResponse(status=404)
    return HttpResponse(generate_latest(registry()), content_type=CONTENT_TYPE_LATEST)


def may_scrape(request: HttpRequest) -> bool:
    token = settings.SITE.metrics_token
    if token:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given, f"Bearer {token}")
    return request.META.get(CAME_DIRECTLY, False) and request.META.get("REMOTE_ADDR") in LOOPBACK
