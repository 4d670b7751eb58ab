"""The section of `docs/performance.md` that a complete run writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from tests.benchmarks.collaboration.contestants import CONTESTANTS, Contestant
from tests.benchmarks.collaboration.goals import PEERS, Verdict
from tests.benchmarks.collaboration.parts import CROWDS
from tests.benchmarks.collaboration.results import Results
from tests.benchmarks.tables import markdown_table

BEGIN = "<!-- live editing: begin, written by `make bench-collab` -->"
END = "<!-- live editing: end -->"
Cell = Callable[[Results, str], str]


def render_report(
    results: Results,
    verdicts: Sequence[Verdict],
    *,
    at: datetime,
    machine: str,
    versions: Sequence[str],
    load: tuple[str, str],
) -> str:
    """Markdown; whoever could not do a part is named with the reason."""
    head = f"Measured {at:%Y-%m-%d %H:%M} UTC on {machine}. "
    parts = [
        f"{head}Load average at the start {load[0]}, at the end {load[1]}.",
        "\n".join(f"- {line}" for line in versions),
        markdown_table(list(_figure_rows(results))),
        "### Against the goals",
        markdown_table(list(_verdict_rows(verdicts))),
    ]
    if results.failures:
        names = {who.name: who.title for who in CONTESTANTS}
        failed = results.failures.items()
        parts.append("\n".join(f"- {names[who]}, {part}: {why}" for (who, part), why in failed))
    return "\n\n".join(parts)


def _figure_rows(results: Results) -> Iterator[list[str]]:
    yield ["", *(who.title for who in CONTESTANTS)]
    for title, cell in _rows():
        yield [title, *(cell(results, who.name) for who in CONTESTANTS)]
    yield ["on disk when others see an edit", *(who.fsyncs for who in CONTESTANTS)]


def _rows() -> Iterator[tuple[str, Cell]]:
    yield "first sync of 1,000 tasks, p50 / p95", _several("first sync p50", "first sync p95")
    for clients in CROWDS:
        names = [f"propagation {clients} {share}" for share in ("p50", "p95", "p99")]
        yield f"propagation, {clients} clients, p50 / p95 / p99", _several(*names)
    yield "50 cursors at 10 Hz: frames/s to all", _one("cursors frames/s", "{:,.0f}")
    yield "… p95 / processor", _several("cursors p95", "cursors CPU", units=("ms", "%"))
    for clients in (10, 50):
        yield (
            f"edits/s at p95 ≤ 100 ms, {clients} clients (p95)",
            _several(f"sustained {clients}", f"sustained {clients} p95", units=("/s", "ms")),
        )
    yield "20 join at once: last one has it", _one("20 joins", "{:,.0f} ms")
    yield "… processor time of the server", _one("20 joins CPU", "{:,.0f} ms")
    yield "first sync after a restart, 5,000 edits before", _one("cold sync", "{:,.0f} ms")
    yield "… more than one when warm", _one("cold minus warm", "{:,.0f} ms")
    yield "memory, 2 / 200 clients", _several("memory idle", "memory 200", units=("MB", "MB"))
    yield "document's growth by 500 drags", _one("growth", "{:.1f} %")
    yield "joiner sees all 10", _one("presence coming", "{:.1f} ms")
    yield "crashed one is gone", _one("presence crashed", "{:.1f} ms")
    yield "one who left is gone", _one("presence left", "{:.1f} ms")


def _one(figure: str, form: str) -> Cell:
    def cell(results: Results, contestant: str) -> str:
        value = results.of(contestant, figure)
        return "–" if value is None else form.format(value)

    return cell


def _several(*figures: str, units: Sequence[str] = ("ms",) * 3) -> Cell:
    def cell(results: Results, contestant: str) -> str:
        values = [results.of(contestant, figure) for figure in figures]
        pairs = zip(values, units, strict=False)
        return " / ".join("–" if value is None else _amount(value, unit) for value, unit in pairs)

    return cell


def _amount(value: float, unit: str) -> str:
    if unit == "ms":
        return f"{value:.1f}"
    return f"{value:,.0f}{'' if unit.startswith('/') else ' '}{unit}"


def _verdict_rows(verdicts: Sequence[Verdict]) -> Iterator[list[str]]:
    names = {who.name: who.title for who in CONTESTANTS}
    yield ["goal", *(names[who] for who in _ours(CONTESTANTS))]
    for figure in dict.fromkeys(verdict.goal.figure for verdict in verdicts):
        by_name = {v.goal.contestant: v for v in verdicts if v.goal.figure == figure}
        cells = [_verdict_text(by_name.get(who)) for who in _ours(CONTESTANTS)]
        yield [figure, *cells]


def _ours(contestants: Sequence[Contestant]) -> list[str]:
    return [who.name for who in contestants if who.is_ours]


def _verdict_text(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    goal = verdict.goal
    sign = "≥" if goal.at_least else "≤"
    against = (
        "" if not goal.peers else f" × {'best peer' if goal.peers == PEERS else goal.peers[0]}"
    )
    wished = f"{sign} {goal.bound:g}{against}"
    if verdict.measured is None:
        return f"not measured ({wished})"
    word = "met" if verdict.is_met else "**missed**"
    return f"{verdict.measured:.2f}, {word} ({wished})"


def _against(peers: tuple[str, ...]) -> str:
    if not peers:
        return ""
    return " × best peer" if peers == PEERS else f" × {peers[0]}"
