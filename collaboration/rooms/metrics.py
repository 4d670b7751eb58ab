"""What Prometheus is told of live editing in this process; nothing is asked of the database."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import Metric
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)

from collaboration.rooms.process import open_rooms
from collaboration.rooms.telemetry import BUCKETS_S, Durations, telemetry


def collect() -> Iterator[Metric]:
    """Every metric of live editing; worker processes have no rooms and count nothing."""
    here = open_rooms()
    rooms = list(here.rooms.values()) if here else []
    yield _gauge("rooms", "Documents that are open in this process", len(rooms))
    yield _gauge("participants", "Open sockets of documents", len(here.guests) if here else 0)
    waiting = sum(room.queue.bytes for room in rooms)
    yield _gauge("waiting_bytes", "Edits that wait for the database", waiting)
    yield _counter("edits", "Edits of sockets that were committed", telemetry.edits)
    yield _counter("presence_broadcasts", "Merged frames of presence", telemetry.presence)
    yield _counter("frames_sent", "Frames to clients", telemetry.frames_out)
    yield _counter("rebuilds", "Documents made anew after a refusal", telemetry.rebuilds)
    yield _counter("failed_commits", "Commits that were tried again", telemetry.failed_commits)
    yield _closed()
    yield _durations(
        "propagation", "From an edit's receipt to its broadcast", telemetry.propagation
    )
    yield _durations("save", "From an edit's receipt to its commit", telemetry.saving)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"orchestrator_live_{name}", about, value=value)


def _counter(name: str, about: str, value: float) -> Metric:
    return CounterMetricFamily(f"orchestrator_live_{name}", about, value=value)


def _closed() -> Metric:
    metric = CounterMetricFamily(
        "orchestrator_live_sockets_closed", "Sockets that the server closed", labels=["code"]
    )
    for code, count in sorted(telemetry.closed.items()):
        metric.add_metric([str(code)], count)
    return metric


def _durations(name: str, about: str, durations: Durations) -> Metric:
    total, buckets = 0, []
    for bound, count in zip((*map(str, BUCKETS_S), "+Inf"), durations.buckets, strict=True):
        total += count
        buckets.append((bound, total))
    metric = HistogramMetricFamily(f"orchestrator_live_{name}_seconds", about)
    metric.add_metric([], buckets, sum_value=durations.sum_s)
    return metric
