"""What one run of the benchmark found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.samples import Samples


@dataclass(slots=True)
class Results:
    """
    Filled while the run goes on.

    Args:
        samples: by competitor's and workload's name; memory is a workload of one sample, in bytes.
        not_run: why a competitor did not take part, by name.
        transactions: writing transactions a task, by competitor's and workload's name.
        findings: what was measured on ours alone: a title, and lines of a table, header first.
    """

    samples: dict[tuple[str, str], Samples] = field(default_factory=dict)
    not_run: dict[str, str] = field(default_factory=dict)
    transactions: dict[tuple[str, str], float] = field(default_factory=dict)
    findings: list[tuple[str, list[list[str]]]] = field(default_factory=list)

    def of(self, competitor: str, workload: str) -> Samples:
        return self.samples.get((competitor, workload), Samples())

    def add_run(self, competitor: str, workload: str, value: float) -> None:
        self.samples[competitor, workload] = self.of(competitor, workload).with_run(value)

    def add_failure(self, competitor: str, workload: str, message: str) -> None:
        self.samples[competitor, workload] = self.of(competitor, workload).with_failure(message)

    def as_json(self) -> dict[str, Any]:
        return {
            "samples": list(self._rows()),
            "not_run": self.not_run,
            "transactions": [[*place, value] for place, value in self.transactions.items()],
            "findings": self.findings,
        }

    def _rows(self) -> Iterator[dict[str, Any]]:
        for (competitor, workload), samples in self.samples.items():
            yield {
                "competitor": competitor,
                "workload": workload,
                "values": samples.seconds,
                "failures": samples.failures,
            }
