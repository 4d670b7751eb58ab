"""`python -m tests.benchmarks.collaboration`: live editing beside its peers, in one run."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.collaboration.contestants import (
    CONTESTANTS,
    HERE,
    PACKAGES,
    ROOT,
    Contestant,
    Template,
    serving,
)
from tests.benchmarks.collaboration.goals import GOALS, judge
from tests.benchmarks.collaboration.parts import PARTS, Part, Trial
from tests.benchmarks.collaboration.report import BEGIN, END, render_report
from tests.benchmarks.collaboration.results import Results
from tests.benchmarks.machine import describe_machine, load_average
from tests.benchmarks.tables import put_between_markers
from tests.collaboration.node import Node, what_is_missing

DOCUMENT = ROOT / "docs" / "performance.md"
PYTHON_PACKAGES = ("pycrdt", "channels", "daphne", "uvicorn", "django")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 if a goal that was measured is missed."""
    asked = _parser().parse_args(arguments)
    # Being ended must not leave servers behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _refuse_without_packages()
    load_before, results = load_average(), Results()
    folder = Path(tempfile.mkdtemp(prefix="bench-collab-"))
    print(f"Logs: {folder}", flush=True)
    _measure(asked, folder, results)
    verdicts = judge(GOALS, results)
    report = render_report(
        results,
        verdicts,
        at=datetime.now(UTC),
        machine=describe_machine(),
        versions=_describe_versions(),
        load=(load_before, load_average()),
    )
    _publish(asked, report, results)
    return 1 if any(verdict.is_met is False for verdict in verdicts) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.collaboration")
    add = parser.add_argument
    add("--parts", nargs="*", choices=[part.name for part in PARTS], help="unset: all")
    add("--only", nargs="*", choices=[who.name for who in CONTESTANTS], help="contestants")
    add("--rounds", type=int, help="of every part; unset: its own number")
    add("--json", type=Path, help="write every value to this file as well")
    add("--print-only", action="store_true", help=f"leave {DOCUMENT.relative_to(ROOT)} alone")
    return parser


def _refuse_without_packages() -> None:
    if missing := what_is_missing(PACKAGES):
        sys.exit(f"{HERE.name}: {missing.replace('make test', 'make bench-collab')}")


def _measure(asked: argparse.Namespace, folder: Path, results: Results) -> None:
    template = Template(folder / "template")
    contestants = [who for who in CONTESTANTS if not asked.only or who.name in asked.only]
    for part in PARTS:
        if asked.parts and part.name not in asked.parts:
            continue
        print(f"{part.title}", flush=True)
        for number in range(asked.rounds or part.rounds):
            # Nobody is always the first, whom a cold machine would meet.
            turn = number % len(contestants)
            for who in contestants[turn:] + contestants[:turn]:
                _try(part, who, template, folder / f"{part.name}-{who.name}-{number}", results)


def _try(part: Part, who: Contestant, template: Template, folder: Path, results: Results) -> None:
    server_core, clients_core = _cores()
    wrapper = [] if clients_core is None else ["taskset", "-c", str(clients_core)]
    log = folder.with_suffix(".clients")
    try:
        with (
            serving(who, template, folder, server_core) as served,
            Node(PACKAGES / "measure.mjs", log, wrapper) as node,
        ):
            figures = part.run(Trial(served, node))
    except Exception as error:  # the others go on; the reason stands in the report
        reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        results.fail(who.name, part.name, reason)
        print(f"  {who.title}: {reason}", flush=True)
        return
    results.add(who.name, figures)
    told = ", ".join(f"{name} {value:.1f}" for name, value in figures.items() if value is not None)
    print(f"  {who.title}: {told}", flush=True)


def _cores() -> tuple[int | None, int | None]:
    """One for the server, one for the clients; none are chosen where there is only one."""
    cores = sorted(os.sched_getaffinity(0))
    return (cores[0], cores[1]) if len(cores) > 1 else (None, None)


def _describe_versions() -> list[str]:
    wanted = json.loads((PACKAGES / "package.json").read_text())["dependencies"]
    node = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    )
    ours = ", ".join(f"{name} {version(name)}" for name in PYTHON_PACKAGES)
    return [
        f"Ours: revision {node.stdout.strip() or 'unknown'}, {ours}",
        f"Peers and clients: {', '.join(f'{name} {pin}' for name, pin in wanted.items())}",
    ]


def _publish(asked: argparse.Namespace, report: str, results: Results) -> None:
    print(report)
    if asked.json:
        asked.json.write_text(json.dumps(results.as_json(), indent=1))
    # A part of a run must not replace the tables of a whole one.
    if not (asked.parts or asked.only or asked.rounds or asked.print_only):
        text = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(put_between_markers(text, report, BEGIN, END), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
