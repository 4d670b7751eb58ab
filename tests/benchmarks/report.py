"""The section of `docs/performance.md` that a run writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tests.benchmarks import tables
from tests.benchmarks.bars import Verdict
from tests.benchmarks.competitors import Lane
from tests.benchmarks.results import Results


def render_report(
    results: Results,
    verdicts: Sequence[Verdict],
    *,
    at: datetime,
    machine: str,
    versions: Sequence[str],
    load: tuple[str, str],
) -> str:
    """Markdown; whoever did not run is named with the reason, never left out."""
    head = [
        f"Measured {at:%Y-%m-%d %H:%M} UTC on {machine}.",
        f"Load average at the start {load[0]}, at the end {load[1]}.",
    ]
    parts = [" ".join(head), "\n".join(f"- {line}" for line in versions)]
    parts += _parts(results, verdicts)
    return "\n\n".join(parts)


def _parts(results: Results, verdicts: Sequence[Verdict]) -> Iterator[str]:
    for lane in Lane:
        yield f"### {lane.title}"
        yield tables.lane_table(lane, results)
    if results.not_run:
        yield "\n".join(f"- `{name}` not run: {why}" for name, why in results.not_run.items())
    yield "### Against the bars"
    yield tables.verdict_table(verdicts)
    if results.transactions:
        yield "### Cost a task"
        yield tables.transactions_table(results)
    for title, rows in results.findings:
        yield f"### {title}"
        yield tables.markdown_table(rows)
