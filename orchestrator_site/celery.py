"""The Celery app: carries doorbells to workers; the database is the queue."""

from __future__ import annotations

from typing import Any

from celery import Celery, signals
from kombu.transport import TRANSPORT_ALIASES

from orchestrator_site.engine_step import EngineStep

TRANSPORT_ALIASES["mem"] = "orchestrator_site.embedded.transport:Transport"

app = Celery("orchestrator")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(EngineStep)


@signals.setup_logging.connect  # type: ignore[untyped-decorator]
def keep_logging(**options: Any) -> None:
    """Django has set logging up; a receiver here keeps Celery from doing it its own way."""
