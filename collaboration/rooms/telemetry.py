"""What this process has counted of live editing since it began; /metrics shows it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

BUCKETS_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Durations:
    """How long something took, in buckets; the last one has no bound."""

    def __init__(self) -> None:
        self.buckets = [0] * (len(BUCKETS_S) + 1)
        self.sum_s = 0.0

    def note(self, seconds: float) -> None:
        self.buckets[bisect_left(BUCKETS_S, seconds)] += 1
        self.sum_s += seconds


class Telemetry:
    """
    Args:
        propagation: from the receipt of an edit to its broadcast.
        saving: from its receipt to its commit.
        closed: sockets that we closed, by code.
    """

    def __init__(self) -> None:
        self.edits = 0
        self.presence = 0
        self.frames_out = 0
        self.rebuilds = 0
        self.failed_commits = 0
        self.closed: Counter[int] = Counter()
        self.propagation = Durations()
        self.saving = Durations()


telemetry = Telemetry()
