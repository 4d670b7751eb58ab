"""
What Prometheus is told of executions and workers.

Gauges are read from partial indexes, so their cost is that of what is open, not of history.
Counters grow by the attempts that ended since the scrape before last: each scrape reads only new
rows, and a row whose transaction committed late is still counted.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Max, Min, Q, Sum
from django.utils import timezone
from prometheus_client import Metric
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)

from workflows.engine.announce import hints_dropped
from workflows.engine.local import local_worker
from workflows.models import (
    Attempt,
    AttemptState,
    CacheEntry,
    Execution,
    ExecutionState,
    TaskRun,
    TaskRunState,
    WorkerProcess,
)

BUCKETS_S = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0, 300.0, 1_800.0)
OPEN = (TaskRunState.READY, TaskRunState.RUNNING, TaskRunState.WAITING)
BATCH = 20_000


@dataclass(slots=True)
class Totals:
    """What this process has counted since it was first asked."""

    attempts: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    seconds: dict[str, list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0] * (len(BUCKETS_S) + 1))
    )
    seconds_sum: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    tokens: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    cost_usd: dict[str, float] = field(default_factory=lambda: defaultdict(float))


class AttemptCounter:
    """Counts attempts by reading on from where the last scrape ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: int | None = None
        self._newest = 0
        self.totals = Totals()

    def read_on(self) -> Totals:
        with self._lock:
            newest = Attempt.objects.aggregate(newest=Max("pk"))["newest"] or 0
            if self._counted is None:
                self._counted = newest
            elif self._newest > self._counted:
                self._count(self._counted, self._newest)
                self._counted = self._newest
            self._newest = newest
            return self.totals

    def _count(self, after: int, until: int) -> None:
        rows = Attempt.objects.filter(pk__gt=after, pk__lte=until).values_list(
            "task_run__kind",
            "state",
            "started_at",
            "ended_at",
            "model",
            "input_tokens",
            "output_tokens",
            "cost_microusd",
        )
        for row in rows.iterator(chunk_size=BATCH):
            kind, state, started, ended, model, given, made, cost_microusd = row
            self.totals.attempts[kind, AttemptState(state).label] += 1
            if started and ended:
                self._count_seconds(kind, (ended - started).total_seconds())
            if model:
                self._count_call(model, given, made, cost_microusd)

    def _count_seconds(self, kind: str, seconds: float) -> None:
        place = next((i for i, bound in enumerate(BUCKETS_S) if seconds <= bound), len(BUCKETS_S))
        self.totals.seconds[kind][place] += 1
        self.totals.seconds_sum[kind] += seconds

    def _count_call(self, model: str, given: int, made: int, cost_microusd: int) -> None:
        self.totals.calls[model] += 1
        self.totals.tokens[model, "input"] += given
        self.totals.tokens[model, "output"] += made
        self.totals.cost_usd[model] += cost_microusd / 1_000_000


_counter = AttemptCounter()


def collect() -> Iterator[Metric]:
    """Every metric of the workflows app."""
    yield _open_executions()
    yield _open_task_runs()
    yield from _queue()
    yield from _workers()
    yield _hints()
    yield from _cache()
    yield from _counted(_counter.read_on())


def _open_executions() -> Metric:
    metric = GaugeMetricFamily(
        "orchestrator_executions_open", "Executions that have not ended", labels=["state"]
    )
    rows = Execution.objects.filter(state__lt=ExecutionState.SUCCEEDED).values_list("state")
    for state, count in rows.annotate(count=Count("pk")):
        metric.add_metric([str(ExecutionState(state).label)], count)
    return metric


def _open_task_runs() -> Metric:
    metric = GaugeMetricFamily(
        "orchestrator_task_runs_open",
        "Task runs that are ready, run or wait",
        labels=["state", "kind"],
    )
    for state in OPEN:
        rows = TaskRun.objects.filter(state=state).values_list("kind")
        for kind, count in rows.annotate(count=Count("pk")):
            metric.add_metric([str(state.label), kind], count)
    return metric


def _queue() -> Iterator[Metric]:
    found = TaskRun.objects.filter(state=TaskRunState.READY).aggregate(
        depth=Count("pk"), oldest=Min("ready_at")
    )
    age_s = (timezone.now() - found["oldest"]).total_seconds() if found["oldest"] else 0.0
    yield GaugeMetricFamily(
        "orchestrator_queue_depth", "Task runs ready and not taken", value=found["depth"]
    )
    yield GaugeMetricFamily(
        "orchestrator_queue_age_seconds", "How long the oldest ready one has waited", value=age_s
    )


def _workers() -> Iterator[Metric]:
    found = WorkerProcess.objects.aggregate(
        count=Count("pk"),
        compute=Sum("slots", default=0),
        compute_busy=Sum("busy", default=0),
        waiting=Sum("async_slots", default=0),
        waiting_busy=Sum("async_busy", default=0),
        deaf=Sum("deaf", default=0),
    )
    yield GaugeMetricFamily("orchestrator_workers", "Worker processes", value=found["count"])
    slots = GaugeMetricFamily("orchestrator_worker_slots", "Places for attempts", labels=["lane"])
    busy = GaugeMetricFamily("orchestrator_worker_busy", "Places taken", labels=["lane"])
    for lane in ("compute", "waiting"):
        slots.add_metric([lane], found[lane])
        busy.add_metric([lane], found[f"{lane}_busy"])
    yield slots
    yield busy
    yield GaugeMetricFamily(
        "orchestrator_worker_deaf_threads",
        "Threads that hang in functions whose attempts were fenced off",
        value=found["deaf"],
    )


def _hints() -> Metric:
    """By process: a sum would fall whenever one ends, which reads as a counter that began anew."""
    metric = CounterMetricFamily(
        "orchestrator_hints_dropped",
        "Live updates let go because the channel layer was too slow",
        labels=["process"],
    )
    for name, dropped in WorkerProcess.objects.values_list("name", "hints_dropped"):
        metric.add_metric([name], dropped)
    if not local_worker().is_alone:  # else it is among the workers
        metric.add_metric(["this"], hints_dropped())
    return metric


def _cache() -> Iterator[Metric]:
    found = CacheEntry.objects.aggregate(
        entries=Count("pk"), used=Count("pk", filter=Q(hits__gt=0)), hits=Sum("hits", default=0)
    )
    yield GaugeMetricFamily("orchestrator_cache_entries", "Kept results", value=found["entries"])
    yield GaugeMetricFamily(
        "orchestrator_cache_hits", "Times a kept result was used", value=found["hits"]
    )


def _counted(totals: Totals) -> Iterator[Metric]:
    attempts = CounterMetricFamily(
        "orchestrator_attempts", "Attempts ended", labels=["kind", "state"]
    )
    for labels, count in totals.attempts.items():
        attempts.add_metric(list(labels), count)
    yield attempts
    yield _durations(totals)
    calls = CounterMetricFamily("orchestrator_model_calls", "Model calls", labels=["model"])
    cost = CounterMetricFamily("orchestrator_cost_usd", "Cost of model calls", labels=["model"])
    tokens = CounterMetricFamily(
        "orchestrator_tokens", "Tokens of model calls", labels=["model", "direction"]
    )
    for model, count in totals.calls.items():
        calls.add_metric([model], count)
        cost.add_metric([model], totals.cost_usd[model])
    for labels, count in totals.tokens.items():
        tokens.add_metric(list(labels), count)
    yield from (calls, cost, tokens)


def _durations(totals: Totals) -> Metric:
    metric = HistogramMetricFamily(
        "orchestrator_attempt_seconds", "How long attempts ran", labels=["kind"]
    )
    for kind, counts in totals.seconds.items():
        buckets, below = [], 0
        for bound, count in zip((*map(str, BUCKETS_S), "+Inf"), counts, strict=True):
            below += count
            buckets.append((bound, below))
        metric.add_metric([kind], buckets, totals.seconds_sum[kind])
    return metric
