"""The results as Markdown, and their place in a document."""

from __future__ import annotations

from collections.abc import Sequence

from tests.benchmarks.bars import Bar, Verdict
from tests.benchmarks.competitors import COMPETITORS, Lane
from tests.benchmarks.results import Results
from tests.benchmarks.samples import Samples
from tests.benchmarks.workloads import BY_NAME, MANY, WORKLOADS

BEGIN = "<!-- benchmark: begin, written by `make bench` -->"
END = "<!-- benchmark: end -->"
NOT_RUN = "not run"
MEMORY = "memory"


def put_between_markers(document: str, text: str, begin: str = BEGIN, end: str = END) -> str:
    """
    The document with what stands between the markers replaced.

    Raises:
        ValueError: it does not hold each marker once, in order.
    """
    before, found, rest = document.partition(begin)
    old, ends, after = rest.partition(end)
    if not found or not ends or begin in old + after or end in before + after:
        raise ValueError("The document must hold the begin and the end marker once, in order.")
    return f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}"


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """The first row is the header; pipes in cells are escaped."""
    lines = [_line(row) for row in rows]
    lines.insert(1, _line(["---"] * len(rows[0])))
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def lane_table(lane: Lane, results: Results) -> str:
    """Medians by competitor and workload."""
    header = ["median", "survives a dead process", *BY_NAME, "peak RSS"]
    rows = [header]
    for competitor in COMPETITORS:
        if competitor.lane is lane:
            cells = [_cell(results, competitor.name, name) for name in [*BY_NAME, MEMORY]]
            rows.append([competitor.title, competitor.durable, *cells])
    return markdown_table(rows)


def _cell(results: Results, competitor: str, workload: str) -> str:
    samples = results.of(competitor, workload)
    if samples.median_s is None:
        return _missing(results, competitor, samples)
    text = value_text(workload, samples.median_s)
    return f"{text}, {len(samples.failures)} failed" if samples.failures else text


def _missing(results: Results, competitor: str, samples: Samples) -> str:
    if samples.failures:
        return "failed"
    return NOT_RUN if competitor in results.not_run else ""


def value_text(workload: str, value: float) -> str:
    """In the workload's unit; "many" as a rate besides."""
    if workload == MEMORY:
        return f"{value / 1e6:.0f} MB"
    if workload == "many":
        return f"{duration_text(value)} ({MANY / value:.0f}/s)"
    return duration_text(value)


def duration_text(seconds: float) -> str:
    """Three significant digits, in seconds or milliseconds."""
    unit, value = ("s", seconds) if seconds >= 1 else ("ms", seconds * 1000)
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{digits}f} {unit}"


def verdict_table(verdicts: Sequence[Verdict]) -> str:
    rows = [["workload", "lane", "compared with", "must", "measured", "", "moonshot", ""]]
    rows += [_verdict_row(verdict) for verdict in verdicts]
    return markdown_table(rows)


def _verdict_row(verdict: Verdict) -> list[str]:
    bar = verdict.bar
    moonshot = "" if bar.moonshot is None else f"≤ {_bound_text(bar, bar.moonshot)}"
    measured = NOT_RUN if verdict.measured is None else _bound_text(bar, verdict.measured)
    return [
        bar.workload,
        bar.lane.value,
        bar.family or "the clock",
        f"≤ {_bound_text(bar, bar.must)}",
        measured,
        _mark(verdict.meets_must),
        moonshot,
        _mark(verdict.meets_moonshot),
    ]


def _bound_text(bar: Bar, bound: float) -> str:
    return duration_text(bound) if bar.family is None else f"{bound:.2f} ×"


def _mark(holds: bool | None) -> str:
    return "" if holds is None else "yes" if holds else "**no**"


def transactions_table(results: Results) -> str:
    """Writing transactions a task, on PostgreSQL."""
    workloads = sorted({workload for _, workload in results.transactions})
    rows = [["PostgreSQL, writing transactions a task", *workloads]]
    for competitor in COMPETITORS:
        values = [results.transactions.get((competitor.name, name)) for name in workloads]
        if any(value is not None for value in values):
            cells = ["" if value is None else f"{value:.2f}" for value in values]
            rows.append([competitor.title, *cells])
    return markdown_table(rows)


def workloads_table() -> str:
    rows = [["workload", "what", "runs"]]
    rows += [[workload.name, workload.title, str(workload.rounds)] for workload in WORKLOADS]
    return markdown_table(rows)
