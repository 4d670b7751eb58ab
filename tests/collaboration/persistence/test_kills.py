"""A process that dies at any point leaves a document as it was before, or as it is after."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from collaboration.persistence import CRASHPOINTS
from tests.migrated import copy_migrated
from tests.processes import ROOT, clean_environment, manage
from tests.servers import Production

COMMAND = (sys.executable, "-m", "tests.collaboration.persistence.killed")
Found = dict[str, Any]

MADE: Found = {
    "name": "D",
    "row": 4,
    "number": 4,
    "tail": 3,
    "told": 4,
    "checkpoints": 1,
    "one": None,
    "two": None,
}
# For each way to change a document: where it begins, and what is there once it has happened.
CHANGES: Mapping[str, tuple[str, Found, Found]] = {
    "append": ("append", MADE, {**MADE, "number": 6, "tail": 5, "told": 6, "one": 1, "two": 2}),
    "patch": ("append", MADE, {**MADE, "name": "E", "row": 5, "number": 5, "tail": 4, "told": 5}),
    "compact": ("compaction", MADE, {**MADE, "tail": 0}),
    "restore": (
        "restore",
        MADE,
        {
            **MADE,
            "name": "Market brief",
            "row": 5,
            "number": 5,
            "tail": 4,
            "told": 5,
            "checkpoints": 2,
        },
    ),
    "move": (
        "move",
        {"name": "Row", "row": 1},
        {
            "name": "Row",
            "row": 1,
            "number": 1,
            "tail": 0,
            "told": 1,
            "checkpoints": 0,
            "one": None,
            "two": None,
        },
    ),
}


class Installation:
    """A database of its own, and processes that work on it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def do(self, slug: str, *steps: str) -> list[Found]:
        """Each step in a process of its own; all that was found by those that look."""
        done = subprocess.run(
            [*COMMAND, slug, *steps],
            cwd=ROOT,
            env=clean_environment(self.environment),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    data_dir = tmp_path_factory.mktemp("killed")
    copy_migrated(tmp_path_factory, data_dir)
    return Installation({"DATA_DIR": str(data_dir)})


@pytest.fixture(scope="module")
def on_postgresql(production: Production, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    environment = production.environment(tmp_path_factory.mktemp("killed"))
    done = manage("migrate", "--verbosity", "0", environment=environment)
    assert done.returncode == 0, done.stderr
    return Installation(environment)


def check_a_kill(installation: Installation, action: str, moment: str) -> None:
    begins, before, after = CHANGES[action]
    slug = f"{action}-{moment.replace('_', '-')}"
    make = "make_row" if action == "move" else "make"
    killed = f"{action}@{begins}.{moment}"

    if moment == "before_commit":
        assert installation.do(slug, make, killed, "look", action, "look") == [before, after]
    else:
        assert installation.do(slug, make, killed, "look") == [after]


MOMENTS = ("before_commit", "after_commit")


@pytest.mark.acceptance
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("action", CHANGES)
def test_a_kill_leaves_all_or_nothing(on_sqlite: Installation, action: str, moment: str) -> None:
    check_a_kill(on_sqlite, action, moment)


@pytest.mark.acceptance
@pytest.mark.production
@pytest.mark.parametrize(
    "action",
    [
        "append",
        *(pytest.param(each, marks=pytest.mark.long) for each in CHANGES if each != "append"),
    ],
)
def test_a_kill_leaves_all_or_nothing_on_postgresql(
    on_postgresql: Installation, action: str
) -> None:
    check_a_kill(on_postgresql, action, "before_commit")


def test_every_crash_point_is_tried() -> None:
    tried = {f"{begins}.{moment}" for begins, _, _ in CHANGES.values() for moment in MOMENTS}

    assert tried == {*CRASHPOINTS}


@pytest.mark.acceptance
def test_processes_that_move_a_draft_at_once_make_one_document(on_sqlite: Installation) -> None:
    on_sqlite.do("race", "make_row")
    command = [*COMMAND, "race", "move"]
    environment = clean_environment(on_sqlite.environment)

    racing = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
        for _ in range(3)
    ]

    assert [(process.communicate(timeout=120)[1], process.returncode) for process in racing] == [
        (b"", 0)
    ] * 3
    assert on_sqlite.do("race", "look") == [CHANGES["move"][2]]
