"""F-E17, F-E18: a disk that is full, and one that does not confirm."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from tests.acceptance import broken_disk
from tests.acceptance.conftest import MakeEmbedded
from tests.acceptance.documents import call, document
from tests.acceptance.installation import Embedded

pytestmark = pytest.mark.acceptance

# In units of 1,024 bytes: the database fits, a payload of 30 MB does not.
FULL_AT_KB = 20_000
LARGE = 30_000_000
SMALL_DISK = ("bash", "-c", f'ulimit -S -f {FULL_AT_KB}; exec "$@"', "bash")
STORE = {
    "store": call("acceptance.text", size=LARGE),
    "beside": call("acceptance.record"),
    "after": call("acceptance.record", "store"),
}


def stored_files(installation: Embedded) -> list[Path]:
    folder = installation.places.data_dir / "payloads"
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def reason_of(installation: Embedded, execution: str, task: str) -> str:
    found = [each for each in installation.client.tasks(execution) if each["task"] == task]
    return str(found[0]["reason"])


def test_a_full_disk_fails_the_write_cleanly_and_room_makes_it_work(embedded: Embedded) -> None:
    process = embedded.start(wrapper=SMALL_DISK)
    document_ = document(STORE, settings={"on_failure": "finish"})
    failed = embedded.client.start(document_)
    embedded.settle()

    assert embedded.client.state_of(failed) == "failed"
    assert "storage" in reason_of(embedded, failed, "store")
    assert stored_files(embedded) == []
    assert process.lives

    # The soft limit of a living process may be raised up to its hard one, which is still unlimited.
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    answer = embedded.client.post(f"/executions/{failed}/retry")
    assert answer.status_code == 201, answer.text
    embedded.settle(at_least=2)

    assert embedded.client.state_of(answer.json()["id"]) == "succeeded"
    assert [path.stat().st_size for path in stored_files(embedded)] == [
        pytest.approx(LARGE, abs=100)
    ]


def test_what_the_disk_did_not_confirm_is_never_told_as_stored(
    make_embedded: MakeEmbedded, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.touch()
    modules = '["tests.acceptance.broken_disk", "tests.acceptance.effects"]'
    embedded = make_embedded(
        ORCHESTRATOR_WORKFLOWS__FUNCTIONS__MODULES=modules,
        **{broken_disk.FILE_VARIABLE: str(broken)},
    )
    embedded.start()
    tasks = {"store": call("acceptance.text", size=400_000)}
    failed = embedded.client.start(document(tasks))
    embedded.settle()

    assert "storage" in reason_of(embedded, failed, "store")
    assert stored_files(embedded) == []

    broken.unlink()
    worked = embedded.client.start(document(tasks))
    embedded.settle(at_least=2)
    assert embedded.client.state_of(worked) == "succeeded"
