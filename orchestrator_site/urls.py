"""Every address of the installation."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from orchestrator_site import health, metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.is_alive, name="healthz"),
    path("readyz", health.is_ready, name="readyz"),
    path("metrics", metrics.show_metrics, name="metrics"),
    # First: the addresses of workflows end with one that answers everything unknown.
    path("api/v1/", include("collaboration.api.urls")),
    path("api/v1/", include("workflows.api.urls")),
    path("", include("orchestrator_site.pages.urls")),
]
if settings.SITE.serves_admin:
    admin.autodiscover()
    urlpatterns.append(path("admin/", admin.site.urls))
