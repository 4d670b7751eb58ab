"""F-E28: a backup taken while work runs, brought back elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.acceptance.conftest import MakeEmbedded
from tests.acceptance.documents import call, document
from tests.acceptance.processes import output_of
from tests.acceptance.settling import wait_for

pytestmark = pytest.mark.acceptance

DONE = 5


def test_executions_of_a_restored_backup_resume_and_repeat_nothing_that_was_done(
    make_embedded: MakeEmbedded, tmp_path: Path
) -> None:
    first = make_embedded()
    first.start()
    gate = first.gate("backup")
    tasks = {f"done_{i}": call("acceptance.record", value=i) for i in range(DONE)}
    tasks["large"] = call("acceptance.text", size=400_000)
    tasks["hold"] = call("acceptance.hold", *tasks, gate=str(gate))
    tasks["after"] = call("acceptance.record", "hold", "large")
    execution = first.client.start(document(tasks))
    wait_for(lambda: first.effects.count("held") == 1, first.database, "it to run")

    target = tmp_path / "backup.zip"
    output_of(["backup", str(target)], first.environment)
    first.current.kill()
    gate.touch()
    second = make_embedded()
    output_of(["restore", "--replace", str(target)], second.environment)
    shutil.copy(first.places.effects, second.places.effects)
    second.start()
    second.client.acknowledged.append(execution)
    second.settle()

    assert second.client.state_of(execution) == "succeeded"
    calls = second.effects.calls_by_key()
    assert set(calls.values()) == {1}
    assert len(calls) == DONE + 1
    [large] = [task for task in second.client.tasks(execution) if task["task"] == "large"]
    output = second.client.request("GET", f"/executions/{execution}/tasks/{large['id']}/output")
    assert output.status_code == 200
    assert len(output.content) > 390_000
