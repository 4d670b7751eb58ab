"""`python -m tests.benchmarks`: the whole run, and the table in the documentation."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import tables
from tests.benchmarks.bars import BARS, MEMORY_BARS, Verdict, has_failed, judge
from tests.benchmarks.competitors import COMPETITORS, ROOT, Lane
from tests.benchmarks.contest import Contest
from tests.benchmarks.machine import describe_machine, describe_versions, load_average
from tests.benchmarks.peers_venv import ensure_peers_venv
from tests.benchmarks.places import Servers
from tests.benchmarks.probes import PROBES, probe_ours
from tests.benchmarks.report import render_report
from tests.benchmarks.results import Results
from tests.benchmarks.workloads import BY_NAME

DOCUMENT = ROOT / "docs" / "performance.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 if a bar that could be checked is missed."""
    asked = _parser().parse_args(arguments)
    # Being ended must not leave databases and processes behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    ensure_peers_venv()
    servers, results = Servers.from_environment(), Results()
    load_before = load_average()
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    print(f"Logs: {folder}", flush=True)
    _hold_contests(asked, servers, folder, results)
    probe_ours(results, servers, folder, wanted=frozenset(asked.probes))
    verdicts = judge((*BARS, *MEMORY_BARS), results.samples)
    report = render_report(
        results,
        verdicts,
        at=datetime.now(UTC),
        machine=describe_machine(),
        versions=describe_versions(servers),
        load=(load_before, load_average()),
    )
    _publish(asked, report, results)
    return _exit_code(verdicts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    add = parser.add_argument
    add("--lanes", nargs="*", choices=[lane.value for lane in Lane], default=["E", "P"])
    add("--workloads", nargs="*", choices=list(BY_NAME), default=list(BY_NAME))
    add("--only", nargs="*", choices=[who.name for who in COMPETITORS], help="competitors")
    add("--probes", nargs="*", choices=list(PROBES), default=list(PROBES))
    add("--rounds", type=int, help="timed runs of every workload; unset: its own number, 5 to 15")
    add("--json", type=Path, help="write every sample to this file as well")
    add("--print-only", action="store_true", help=f"leave {DOCUMENT.relative_to(ROOT)} alone")
    return parser


def _hold_contests(
    asked: argparse.Namespace, servers: Servers, folder: Path, results: Results
) -> None:
    workloads = [BY_NAME[name] for name in BY_NAME if name in asked.workloads]
    for lane in Lane:
        if lane.value not in asked.lanes:
            continue
        competitors = [who for who in COMPETITORS if who.lane is lane
                       and (not asked.only or who.name in asked.only)]  # fmt: skip
        print(lane.title, flush=True)
        Contest(competitors, workloads, asked.rounds, servers, folder).hold(results)


def _publish(asked: argparse.Namespace, report: str, results: Results) -> None:
    print(report)
    if asked.json:
        asked.json.write_text(json.dumps(results.as_json(), indent=1))
    if _is_whole(asked):
        text = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(tables.put_between_markers(text, report), encoding="utf-8")


def _is_whole(asked: argparse.Namespace) -> bool:
    """A part of a run must not replace the tables of a whole one."""
    wanted = (set(asked.lanes), set(asked.workloads), set(asked.probes))
    everything = ({lane.value for lane in Lane}, set(BY_NAME), set(PROBES))
    return wanted == everything and not (asked.print_only or asked.only or asked.rounds)


def _exit_code(verdicts: Sequence[Verdict]) -> int:
    return 1 if has_failed(verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
