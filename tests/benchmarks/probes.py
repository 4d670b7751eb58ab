"""What is measured on ours alone: statements, width, history, streams, memory."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks.competitors import COMPETITORS, Competitor
from tests.benchmarks.contest import runner_of
from tests.benchmarks.model_server import STREAM_S
from tests.benchmarks.places import Servers, private_places
from tests.benchmarks.results import Results
from tests.benchmarks.runner import NotRun, RunFailed, Runner, RunnerFailed
from tests.benchmarks.tables import NOT_RUN, duration_text
from tests.benchmarks.workloads import BY_NAME

OURS = tuple(competitor for competitor in COMPETITORS if competitor.family == "ours")
EMBEDDED = OURS[0]
Rows = list[list[str]]
WIDTHS = (10, 100, 1_000, 10_000)
COUNTED = ("chain40", "fan100", "fan1000", "many")
AGED = ("chain40", "fan100", "many")
RUNS = 5
ENDS = 2
"""The source and the join of a fan are tasks as well."""


def probe_ours(results: Results, servers: Servers, folder: Path, *, wanted: frozenset[str]) -> None:
    """Add the findings that are wanted; each one that could not be made says why."""
    for name, (title, probe) in PROBES.items():
        if name not in wanted:
            continue
        print(f"{name} …", flush=True)
        try:
            rows = probe(servers, folder)
        except (NotRun, RunnerFailed, RunFailed) as reason:
            rows = [[NOT_RUN], [str(reason)]]
        results.findings.append((title, rows))


def count_statements(servers: Servers, folder: Path) -> Rows:
    """Statements and commits a task run; the engine's own upkeep is in them."""
    rows = [["workload", "statements a task run", "commits a task run"]]
    with _running(EMBEDDED, servers, folder, "count") as runner:
        for name in COUNTED:
            runner.run(name)
            before = runner.ask("!counts")
            runner.run(name)
            statements, commits = runner.ask("!counts")
            tasks = BY_NAME[name].tasks
            rows.append([
                name, f"{(statements - before[0]) / tasks:.2f}",
                f"{(commits - before[1]) / tasks:.2f}",
            ])  # fmt: skip
    return rows


def measure_width(servers: Servers, folder: Path) -> Rows:
    """Milliseconds a task run; flat is what we promise."""
    header = ["tasks side by side"]
    columns: list[list[str]] = [[f"{width:,}" for width in WIDTHS]]
    for competitor in OURS:
        with _running(competitor, servers, folder) as runner:
            for shape, more in (("fan", ENDS), ("map", 1)):
                header.append(f"{competitor.title}: {shape}, ms a task run")
                columns.append([_width_text(runner, shape, width, more) for width in WIDTHS])
    return [header, *map(list, zip(*columns, strict=True))]


def measure_history(servers: Servers, folder: Path) -> Rows:
    """The same workloads in an empty database and beside a million ended task runs."""
    rows = [["", "workload", "empty", "with history", "ratio", "task runs stored"]]
    for competitor in OURS:
        with _running(competitor, servers, folder) as runner:
            empty = {name: _median(runner, name) for name in AGED}
            stored = int(runner.ask("!history"))
            for name in AGED:
                rows.append(_aged_row(competitor, name, empty[name], _median(runner, name), stored))
    return rows


def measure_streams(servers: Servers, folder: Path) -> Rows:
    """Two hundred streams of two seconds in one worker process."""
    rows = [["200 streaming model calls in one process", ""]]
    with ExitStack() as stack:
        address = stack.enter_context(_model_server())
        options = ("streams", address)
        runner = stack.enter_context(_running(EMBEDDED, servers, folder, *options))
        runner.run("chain3")
        idle = runner.ask("!process")
        first, second = runner.run("streams"), runner.run("streams")
        busy = runner.ask("!process")
        rows += [
            ["wall, first and second time", f"{duration_text(first)}, {duration_text(second)}"],
            ["ideal", duration_text(STREAM_S)],
            ["answers under way at once, at most", _peak(address)],
            ["memory before, after, at most",
             f"{_mb(idle['rss_bytes'])}, {_mb(busy['rss_bytes'])}, {_mb(runner.peak_rss_bytes())}"],
            ["threads before, after", f"{idle['threads']}, {busy['threads']}"],
        ]  # fmt: skip
    return rows


Probe = Callable[[Servers, Path], Rows]
PROBES: dict[str, tuple[str, Probe]] = {
    "statements": ("Ours: statements and commits, embedded", count_statements),
    "width": ("Ours: cost against width", measure_width),
    "history": ("Ours: cost against history", measure_history),
    "streams": ("Ours: 200 streams at once", measure_streams),
}


@contextmanager
def _running(
    competitor: Competitor, servers: Servers, folder: Path, *options: str
) -> Iterator[Runner]:
    with (
        private_places(competitor, servers, folder) as places,
        runner_of(competitor, places, folder, *options) as runner,
    ):
        yield runner


@contextmanager
def _model_server() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.benchmarks.model_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as it:
        assert it.stdout is not None
        yield it.stdout.readline().strip()
        it.terminate()


def _peak(address: str) -> str:
    with urllib.request.urlopen(f"http://{address}/peak") as answer:
        return str(answer.read().decode())


def _width_text(runner: Runner, shape: str, width: int, more: int) -> str:
    try:
        seconds = _median(runner, f"{shape}{width}", runs=RUNS if width <= 1_000 else 2)
    except RunFailed:
        return "failed"
    return f"{seconds * 1000 / (width + more):.3f}"


def _aged_row(
    competitor: Competitor, name: str, empty_s: float, aged_s: float, stored: int
) -> list[str]:
    ratio = f"{aged_s / empty_s:.2f} ×"
    return [competitor.title, name, duration_text(empty_s), duration_text(aged_s), ratio,
            f"{stored:,}"]  # fmt: skip


def _median(runner: Runner, workload: str, runs: int = RUNS) -> float:
    runner.run(workload)
    return median(runner.run(workload) for _ in range(runs))


def _mb(amount_bytes: int) -> str:
    return f"{amount_bytes / 1e6:.0f} MB"
