"""Functions that never return keep their threads; the work of others goes on all the same."""

from __future__ import annotations

import pytest

from orchestrator_site.engine_step import WORN_OUT
from tests.acceptance.conftest import MakeCluster, MakeEmbedded
from tests.acceptance.documents import Document, call, chain, document
from tests.acceptance.installation import ENGINE, Installation
from tests.acceptance.settling import wait_for

pytestmark = pytest.mark.acceptance
FEW = {f"{ENGINE}SLOTS": "2", f"{ENGINE}DEAF_THREADS": "3", f"{ENGINE}CANCEL_GRACE_S": "0.3"}


def hanging(installation: Installation) -> Document:
    gate = str(installation.gate("never"))
    task = call("acceptance.hold", gate=gate, deaf=True) | {"timeout_s": 0.3}
    return document({"hang": task})


def let_hang(installation: Installation, count: int) -> None:
    for _ in range(count):
        run(installation, hanging(installation), "failed")


def run(installation: Installation, raw: Document, ends: str) -> None:
    execution = installation.client.start(raw)
    wait_for(
        lambda: installation.client.state_of(execution) == ends,
        installation.database,
        f"an execution to be {ends}",
    )


def deaf_threads(installation: Installation) -> int:
    [(deaf,)] = installation.database.rows("SELECT sum(deaf) FROM workflows_workerprocess")
    return int(deaf or 0)


def test_one_process_goes_on_and_says_what_hangs(make_embedded: MakeEmbedded) -> None:
    embedded = make_embedded(**FEW)
    embedded.start()

    let_hang(embedded, 4)
    run(embedded, chain(3), "succeeded")
    wait_for(lambda: deaf_threads(embedded) == 4, embedded.database, "the report")

    assert embedded.current.lives
    assert embedded.client.readiness()["warnings"] == [
        "4 threads of workers hang in functions that do not end"
    ]
    assert embedded.current.has_logged("deaf thread")
    assert embedded.current.terminate() == 0


@pytest.mark.production
def test_a_worker_with_too_many_hanging_threads_ends_to_be_started_anew(
    make_cluster: MakeCluster,
) -> None:
    cluster = make_cluster(**FEW)
    cluster.start(workers=1)
    let_hang(cluster, 2)
    run(cluster, chain(3), "succeeded")

    cluster.client.start(hanging(cluster))

    assert cluster.workers[0].wait_for_death() == WORN_OUT
    cluster.start_worker()
    run(cluster, chain(3), "succeeded")
