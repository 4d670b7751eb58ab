"""One lane's competitors, all started, taking turns at one workload after the other."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.competitors import Competitor, Need, takes_part
from tests.benchmarks.peers_venv import PYTHON
from tests.benchmarks.places import Servers, private_places, written_transactions
from tests.benchmarks.results import Results
from tests.benchmarks.runner import NotRun, RunFailed, Runner, RunnerFailed
from tests.benchmarks.workloads import BY_NAME, Workload

COUNTED = ("chain40", "fan100")
COUNTING_RUNS = 3
MOST_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Contest:
    """
    One lane.

    Args:
        rounds: timed runs of every workload; None: each workload's own number.
        folder: logs and SQLite files go there.
    """

    competitors: Sequence[Competitor]
    workloads: Sequence[Workload]
    rounds: int | None
    servers: Servers
    folder: Path

    def hold(self, results: Results) -> None:
        """Fill the results; a competitor that cannot run or dies is noted, the others go on."""
        with ExitStack() as stack:
            runners = self._start(stack, results)
            for workload in self.workloads:
                self._compete(workload, runners, results)
            for competitor, runner in runners.items():
                results.add_run(competitor.name, "memory", runner.peak_rss_bytes())
                self._count(competitor, runner, results)

    def _start(self, stack: ExitStack, results: Results) -> dict[Competitor, Runner]:
        runners = {}
        for competitor in self.competitors:
            try:
                places = stack.enter_context(private_places(competitor, self.servers, self.folder))
                runner = runner_of(competitor, places, self.folder)
                runners[competitor] = stack.enter_context(runner)
            except (NotRun, RunnerFailed) as reason:
                results.not_run[competitor.name] = str(reason)
                _say(f"{competitor.name}: not run, {reason}")
        return runners

    def _compete(
        self, workload: Workload, runners: dict[Competitor, Runner], results: Results
    ) -> None:
        rounds = self.rounds or workload.rounds
        for number in range(rounds + 1):
            for competitor, runner in list(runners.items()):
                if not takes_part(competitor, workload.name):
                    continue
                if len(results.of(competitor.name, workload.name).failures) >= MOST_FAILURES:
                    continue
                try:
                    _run_once(competitor, runner, workload, results, is_warm_up=number == 0)
                except RunnerFailed as failure:
                    del runners[competitor]
                    results.not_run[competitor.name] = f"{workload.name}: {failure}"
                    _say(f"{competitor.name}: {failure}")
        _say_medians(workload, runners, results)

    def _count(self, competitor: Competitor, runner: Runner, results: Results) -> None:
        if Need.POSTGRES not in competitor.needs:
            return
        for workload in COUNTED:
            try:
                counts = [self._transactions_of(runner, workload) for _ in range(COUNTING_RUNS)]
            except (RunFailed, RunnerFailed) as failure:
                _say(f"{competitor.name}: transactions of {workload} not counted, {failure}")
                continue
            # The counter is the server's: the lowest is the least disturbed by others.
            share = min(counts) / BY_NAME[workload].tasks
            results.transactions[competitor.name, workload] = share

    def _transactions_of(self, runner: Runner, workload: str) -> int:
        before = written_transactions(self.servers.database_url)
        runner.run(workload)
        return written_transactions(self.servers.database_url) - before


def runner_of(
    competitor: Competitor, environment: Mapping[str, str], folder: Path, *more: str
) -> Runner:
    """Its runner, not started; `more` is appended to its command."""
    interpreter = str(PYTHON) if competitor.is_peer else sys.executable
    command = [interpreter, *competitor.command, *more]
    return Runner(command, {"BENCH_FOLDER": str(folder), **environment}, log_of(competitor, folder))


def log_of(competitor: Competitor, folder: Path) -> Path:
    return folder / f"{competitor.name}.log"


def _run_once(
    competitor: Competitor,
    runner: Runner,
    workload: Workload,
    results: Results,
    *,
    is_warm_up: bool,
) -> None:
    try:
        seconds = runner.run(workload.warm_up if is_warm_up else workload.name)
    except RunFailed as failure:
        results.add_failure(competitor.name, workload.name, str(failure))
        _say(f"{competitor.name}: {workload.name}: {failure}")
    else:
        if not is_warm_up:
            results.add_run(competitor.name, workload.name, seconds)


def _say_medians(workload: Workload, competitors: Iterable[Competitor], results: Results) -> None:
    medians = {who.name: results.of(who.name, workload.name).median_s for who in competitors}
    texts = [f"{name} {value * 1000:.2f} ms" for name, value in medians.items() if value]
    _say(f"{workload.name}: {', '.join(texts)}")


def _say(text: str) -> None:
    print(text, flush=True)
