"""Workflows of the size that people promise and rarely try."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.acceptance.conftest import MakeEmbedded
from tests.acceptance.documents import layered
from tests.acceptance.installation import Embedded
from tests.acceptance.processes import run_command
from workflows.models import ExecutionState

pytestmark = pytest.mark.acceptance

TASKS, LAYERS = 10_000, 20
FRAMES = 100
# One after the other, labels of four seconds would take 400 s.
LABEL_S = 4
MEDIA_S = 60


def run_file(installation: Embedded, path: Path, timeout_s: float) -> Any:
    command = ["run_workflow", str(path), "--json"]
    done = run_command(command, installation.environment, timeout_s=timeout_s)
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout)


def test_a_random_graph_of_ten_thousand_tasks_runs_from_a_file(
    embedded: Embedded, tmp_path: Path, chance: Random
) -> None:
    path = tmp_path / "layered.json"
    path.write_text(json.dumps(layered(TASKS, LAYERS, chance)))

    run_file(embedded, path, timeout_s=300)

    embedded.check()
    [execution] = embedded.snapshot().executions
    assert execution.state == ExecutionState.SUCCEEDED
    assert len(embedded.snapshot().runs[execution.id]) == TASKS


def most_at_once(spans: list[tuple[datetime, datetime]]) -> int:
    moments = sorted([(start, 1) for start, _ in spans] + [(end, -1) for _, end in spans])
    now = peak = 0
    for _, step in moments:
        now += step
        peak = max(peak, now)
    return peak


def slow_down_labels(embedded: Embedded) -> None:
    """So that a busy machine has begun many before the first one ends."""
    agents = embedded.client.get("/agents", limit=500)["items"]
    [labeller] = [each for each in agents if each["slug"] == "frame-labeller"]
    settings = embedded.client.get(f"/agents/{labeller['id']}")["settings"]
    settings["script"]["duration_s"] = LABEL_S
    changed = embedded.client.request(
        "PATCH", f"/agents/{labeller['id']}", json={"settings": settings}
    )
    assert changed.status_code == 200, changed.text


def test_all_frames_of_the_media_example_are_labelled_at_the_same_time(
    make_embedded: MakeEmbedded,
) -> None:
    embedded = make_embedded()
    embedded.start()
    answer = embedded.client.post("/workflows", {"example": "media_pipeline"})
    assert answer.status_code == 201, answer.text
    slow_down_labels(embedded)
    execution = embedded.client.post(
        f"/workflows/{answer.json()['id']}/executions", {"draft": True}
    )
    assert execution.status_code == 201, execution.text

    took_s = embedded.settle()

    tasks = embedded.client.tasks(execution.json()["id"])
    labels = [task for task in tasks if task["task"] == "label_frame"]
    spans = [
        (datetime.fromisoformat(task["started_at"]), datetime.fromisoformat(task["ended_at"]))
        for task in labels
    ]
    assert embedded.client.state_of(execution.json()["id"]) == "succeeded"
    assert len(labels) == FRAMES
    # A busy machine may need as long as a label takes to begin the last ones.
    assert most_at_once(spans) >= FRAMES * 0.5
    assert took_s < MEDIA_S
