"""Metrics of what is stored, read off the tables at each scrape."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max, Sum
from prometheus_client import Metric
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily

from collaboration.models import Checkpoint, CheckpointReason, SharedDocument


def collect() -> Iterator[Metric]:
    """Documents, their logs, their checkpoints."""
    yield from _documents()
    yield _checkpoints()


def _documents() -> Iterator[Metric]:
    found = SharedDocument.objects.aggregate(
        documents=Count("pk"),
        updates=Sum("tail_count", default=0),
        longest=Max("tail_count", default=0),
        tail_bytes=Sum("tail_bytes", default=0),
        compactions=Sum("compactions", default=0),
    )
    gauges = (
        ("orchestrator_documents", "Shared documents", "documents"),
        ("orchestrator_document_tail_updates", "Log entries not merged yet", "updates"),
        ("orchestrator_document_tail_longest", "Of the longest log", "longest"),
        ("orchestrator_document_tail_bytes", "Bytes of what is not merged yet", "tail_bytes"),
    )
    for name, about, column in gauges:
        yield GaugeMetricFamily(name, about, value=found[column])
    yield CounterMetricFamily(
        "orchestrator_document_compactions", "Times a log was merged", value=found["compactions"]
    )


def _checkpoints() -> Metric:
    metric = GaugeMetricFamily("orchestrator_checkpoints", "Checkpoints kept", labels=["reason"])
    rows = Checkpoint.objects.order_by("reason").values_list("reason")
    for reason, count in rows.annotate(count=Count("pk")):
        metric.add_metric([CheckpointReason(reason).value], count)
    return metric
