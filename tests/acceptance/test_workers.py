"""F-E12, F-E19, F-E26: workers with a wrong clock, that are replaced, that freeze and come back."""

from __future__ import annotations

import json
import signal
import sys
from datetime import UTC, datetime

import pytest

from tests.acceptance.conftest import MakeCluster
from tests.acceptance.documents import call, document, everything, fan
from tests.acceptance.installation import LONG_LEASE_S, LONG_LEASES, Cluster, Embedded
from tests.acceptance.processes import Process
from tests.acceptance.settling import wait_for
from tests.acceptance.wrong_clock import OFFSET_VARIABLE

pytestmark = pytest.mark.acceptance

RECOVERY_S = 60
LOST = "SELECT COUNT(*) FROM workflows_attempt WHERE error_code = 'lost'"
OWNERS = "SELECT DISTINCT worker FROM workflows_attempt WHERE worker <> ''"


def lost_attempts(cluster: Cluster) -> int:
    return int(cluster.database.rows(LOST)[0][0])


def told_start(process: Process) -> datetime:
    """When it began to work by its own clock, as its log tells."""
    lines = [line for line in process.log.read_text().splitlines() if "worker started" in line]
    return datetime.fromisoformat(json.loads(lines[0])["timestamp"])


def start_with_clock(cluster: Cluster, offset_s: int) -> Process:
    """A worker whose clock is off by so much; its log proves it."""
    wrapper = (sys.executable, "-m", "tests.acceptance.wrong_clock")
    worker = cluster.start_worker(wrapper=wrapper, environment={OFFSET_VARIABLE: str(offset_s)})
    off_s = (told_start(worker) - datetime.now(UTC)).total_seconds()
    assert abs(off_s - offset_s) < 60
    return worker


@pytest.mark.production
def test_workers_with_wrong_clocks_neither_steal_leases_nor_keep_them_for_ever(
    make_cluster: MakeCluster,
) -> None:
    cluster = make_cluster(**LONG_LEASES)
    cluster.start_web()
    early = start_with_clock(cluster, 600)
    start_with_clock(cluster, -3_600)
    gate = cluster.gate("clock")
    cluster.client.start(fan(8, "acceptance.hold", gate=str(gate)))
    wait_for(lambda: cluster.effects.count("held") == 8, cluster.database, "both to be full")
    leases = "SELECT MIN(lease_until) FROM workflows_taskrun WHERE state = 3"
    [[first_lease]] = cluster.database.rows(leases)
    later = f"SELECT clock_timestamp() > '{first_lease}'::timestamptz + interval '{LONG_LEASE_S} s'"
    wait_for(lambda: cluster.database.rows(later)[0][0], cluster.database, "two leases to pass")
    stolen = lost_attempts(cluster)

    early.kill()
    gate.touch()
    took_s = cluster.settle()

    assert stolen == 0
    assert len(cluster.database.rows(OWNERS)) == 2
    assert took_s < RECOVERY_S


@pytest.mark.production
def test_a_rolling_replacement_of_workers_loses_no_attempt(make_cluster: MakeCluster) -> None:
    cluster = make_cluster(**LONG_LEASES)
    cluster.start(workers=2)
    for _ in range(2):
        cluster.client.start(everything())
        cluster.client.start(fan(40, "acceptance.work", seconds=0.05))
    old = list(cluster.workers)

    for worker in old:
        cluster.wait_for_events(cluster.snapshot().newest_event + 10)
        cluster.start_worker()
        assert worker.terminate() == 0

    assert cluster.settle(at_least=4) < RECOVERY_S
    assert lost_attempts(cluster) == 0


def test_a_process_told_to_stop_gives_back_what_it_cannot_end(embedded: Embedded) -> None:
    embedded.start()
    gate = embedded.gate("stop")
    execution = embedded.client.start(document({"long": call("acceptance.hold", gate=str(gate))}))
    wait_for(lambda: embedded.effects.count("held") == 1, embedded.database, "it to run")

    assert embedded.current.terminate() == 0
    embedded.start()
    gate.touch()
    embedded.settle()

    assert embedded.client.state_of(execution) == "succeeded"
    [task] = embedded.client.tasks(execution)
    assert task["lost"] == 0  # nobody is to blame for a planned stop


@pytest.mark.production
def test_a_frozen_worker_that_wakes_up_changes_nothing_and_stops_its_tools(
    cluster: Cluster,
) -> None:
    cluster.start_web()
    zombie = cluster.start_worker()
    gate = cluster.gate("zombie")
    execution = cluster.client.start(document({"long": call("acceptance.hold", gate=str(gate))}))
    wait_for(lambda: cluster.effects.count("held") == 1, cluster.database, "it to run")

    zombie.send(signal.SIGSTOP)
    cluster.start_worker()
    wait_for(lambda: cluster.effects.count("held") == 2, cluster.database, "another to take it")
    zombie.send(signal.SIGCONT)
    wait_for(lambda: cluster.effects.count("stopped") == 1, cluster.database, "the zombie to learn")
    running = cluster.client.state_of(execution)
    gate.touch()
    cluster.settle()

    assert running == "running"
    assert cluster.client.state_of(execution) == "succeeded"
    [stopped] = [effect for effect in cluster.effects.all() if effect.what == "stopped"]
    assert stopped.process == zombie.pid
    [released] = [effect for effect in cluster.effects.all() if effect.what == "released"]
    assert released.process != zombie.pid
