"""What was measured: values by contestant and figure, one a round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

Figures = Mapping[str, float | None]


@dataclass(slots=True)
class Results:
    """
    Filled while the run goes on.

    Args:
        failures: what a contestant could not do, in words, by contestant and part.
        notes: what has to be known beside a figure, by contestant and figure.
    """

    values: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, contestant: str, figures: Figures) -> None:
        for name, value in figures.items():
            if value is not None:
                self.values.setdefault((contestant, name), []).append(value)

    def fail(self, contestant: str, part: str, reason: str) -> None:
        self.failures[contestant, part] = reason

    def of(self, contestant: str, figure: str) -> float | None:
        """The median of its rounds; None: never measured."""
        values = self.values.get((contestant, figure))
        return median(values) if values else None

    def as_json(self) -> dict[str, Any]:
        return {
            "values": [[*place, values] for place, values in self.values.items()],
            "failures": [[*place, reason] for place, reason in self.failures.items()],
            "notes": [[*place, note] for place, note in self.notes.items()],
        }
