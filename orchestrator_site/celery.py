"""The Celery app: carries doorbells to workers; the database is the queue."""

from __future__ import annotations

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

from orchestrator_site.engine_step import EngineStep

TRANSPORT_ALIASES["mem"] = "orchestrator_site.embedded.transport:Transport"

app = Celery("orchestrator")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(EngineStep)
