"""The driver's side of the protocol, against a small runner in a real process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.benchmarks.competitors import HERE
from tests.benchmarks.runner import NotRun, RunFailed, Runner, RunnerFailed

SERVES = """
from protocol import serve
def fail():
    raise ValueError("on purpose")
def chat():
    print("not an answer")
    return 0.25
serve({"own": chat, "timed": lambda: None, "fails": fail}, {"!question": lambda: {"a": 1}})
"""


def runner_of(folder: Path, source: str) -> Runner:
    script = folder / "script.py"
    script.write_text(source)
    peers = str(HERE / "peers")
    return Runner([sys.executable, str(script)], {"PYTHONPATH": peers}, folder / "log")


def test_a_run_answers_with_its_own_measure_or_with_the_wall_time(tmp_path: Path) -> None:
    with runner_of(tmp_path, SERVES) as runner:
        own, timed = runner.run("own"), runner.run("timed")

    assert own == 0.25
    assert 0 < timed < 5
    assert "not an answer" in (tmp_path / "log").read_text()


def test_a_failed_run_says_why_and_the_runner_goes_on(tmp_path: Path) -> None:
    with runner_of(tmp_path, SERVES) as runner:
        with pytest.raises(RunFailed, match="on purpose"):
            runner.run("fails")
        with pytest.raises(RunFailed, match="no such workload"):
            runner.run("unknown")

        assert runner.run("own") == 0.25


def test_a_question_gets_a_value(tmp_path: Path) -> None:
    with runner_of(tmp_path, SERVES) as runner:
        assert runner.ask("!question") == {"a": 1}
        assert runner.peak_rss_bytes() > 1_000_000


def test_a_runner_may_say_that_it_cannot_run(tmp_path: Path) -> None:
    runner = runner_of(tmp_path, 'print(\'{"not_run": "no engine"}\')')

    with pytest.raises(NotRun, match="no engine"):
        runner.__enter__()


def test_a_runner_that_ends_is_noticed_at_the_start_and_later(tmp_path: Path) -> None:
    with pytest.raises(RunnerFailed, match="ended"):
        runner_of(tmp_path, "raise SystemExit(3)").__enter__()

    source = "from protocol import serve\nimport os\nserve({'dies': lambda: os._exit(1)})"
    with runner_of(tmp_path, source) as runner, pytest.raises(RunnerFailed, match="ended"):
        runner.run("dies")
