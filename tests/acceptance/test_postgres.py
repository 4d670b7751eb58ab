"""F-E07, F-E08, F-E15, F-E16: a database that restarts, is mute, slow or full of guests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from random import Random
from time import monotonic

import httpx
import psycopg
import pytest

from tests.acceptance.conftest import MakeCluster
from tests.acceptance.documents import chain, everything, fan
from tests.acceptance.installation import LONG_LEASE_S, LONG_LEASES, Cluster
from tests.acceptance.proxy import Proxy
from tests.acceptance.servers import PostgresServer
from tests.acceptance.settling import wait_for
from tests.servers import wait_until

pytestmark = [pytest.mark.acceptance, pytest.mark.production]

RECOVERY_S = 60
POOL_RECOVERY_S = 10
LOST = "SELECT COUNT(*) FROM workflows_attempt WHERE error_code = 'lost'"
COMMIT = re.compile(rb"COMMIT")


def lost_attempts(cluster: Cluster) -> int:
    return int(cluster.database.rows(LOST)[0][0])


def is_refused_kindly(answer: httpx.Response) -> bool:
    return answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0


def test_a_database_restart_is_refused_kindly_and_forgotten_in_ten_seconds(
    cluster: Cluster, postgres: PostgresServer
) -> None:
    cluster.start(workers=2)
    cluster.client.start(fan(30, "acceptance.work", seconds=0.1))
    cluster.client.start(everything())
    cluster.wait_for_events(60)

    postgres.stop()
    while_away = cluster.client.post_start(chain(1))
    postgres.start()
    back = monotonic()
    cluster.client.start_surely(chain(2))
    took_s = monotonic() - back

    assert is_refused_kindly(while_away), while_away.text
    assert took_s < POOL_RECOVERY_S
    assert cluster.settle(at_least=3) < RECOVERY_S
    assert all(process.lives for process in cluster.processes)


class LostReplies:
    """For a proxy: loses the reply to every n-th COMMIT until it has lost enough."""

    def __init__(self, every: int, times: int) -> None:
        self.left = times
        self._every = every
        self._seen = 0

    def __call__(self, chunk: bytes) -> bool:
        if not self.left or not COMMIT.search(chunk):
            return False
        self._seen += 1
        if self._seen % self._every:
            return False
        self.left -= 1
        return True


def test_a_start_whose_commit_got_no_reply_is_not_doubled_by_asking_again(
    make_cluster: MakeCluster, postgres: PostgresServer
) -> None:
    with Proxy(postgres.port) as proxy:
        cluster = make_cluster(postgres_port=proxy.port)
        cluster.start_web()
        losses = [LostReplies(every=nth, times=1) for nth in range(1, 5)]
        for length, lost in enumerate(losses, 2):  # each commit of a request in its turn
            proxy.cuts_after = lost
            cluster.client.start_surely(chain(length))
            proxy.cuts_after = lambda chunk: False
        direct = postgres.url(cluster.database_name)
        cluster.start_worker(environment={"DATABASE_URL": direct})
        cluster.settle(at_least=4)
        found = cluster.snapshot().executions
        cluster.close()

    assert sum(lost.left == 0 for lost in losses) > 1
    assert len(found) == 4


def test_a_worker_whose_commits_get_no_reply_does_nothing_twice(
    make_cluster: MakeCluster, postgres: PostgresServer, chance: Random
) -> None:
    with Proxy(postgres.port) as proxy:
        cluster = make_cluster()
        cluster.start_web()
        through = postgres.url(cluster.database_name, proxy.port)
        cluster.start_worker(environment={"DATABASE_URL": through})
        lost = proxy.cuts_after = LostReplies(every=chance.randint(5, 9), times=8)
        for _ in range(2):
            cluster.client.start(everything())
        cluster.client.start(fan(20))

        took_s = cluster.settle(at_least=3)
        cluster.close()

    assert lost.left < 8
    assert took_s < RECOVERY_S


def test_a_slow_database_costs_no_leases(
    make_cluster: MakeCluster, postgres: PostgresServer
) -> None:
    with Proxy(postgres.port) as proxy:
        cluster = make_cluster(**LONG_LEASES)
        cluster.start_web()
        through = postgres.url(cluster.database_name, proxy.port)
        cluster.start_worker(environment={"DATABASE_URL": through})
        # Scaled as the lease is: 300 ms of 15 s.
        proxy.delay_s = 0.3 * LONG_LEASE_S / 15

        cluster.client.start(fan(12, "acceptance.work", seconds=0.3))
        cluster.settle()
        lost = lost_attempts(cluster)
        cluster.close()

    assert lost == 0


@contextmanager
def locked(postgres: PostgresServer, cluster: Cluster, statement: str) -> Iterator[None]:
    """Hold a lock from another session while the block runs."""
    with psycopg.connect(postgres.url(cluster.database_name)) as other:
        other.execute(statement.encode())
        yield
        other.rollback()


def test_leases_outlive_a_lock_that_stands_in_the_way_of_results(
    make_cluster: MakeCluster, postgres: PostgresServer
) -> None:
    cluster = make_cluster(**LONG_LEASES)
    cluster.start(workers=1)
    gate = cluster.gate("lock")
    cluster.client.start(fan(3, "acceptance.hold", gate=str(gate)))
    wait_for(lambda: cluster.effects.count("held") == 3, cluster.database, "three that hold")
    leases = "SELECT MIN(lease_until) FROM workflows_taskrun WHERE state = 3"
    [[first_lease]] = cluster.database.rows(leases)

    with locked(postgres, cluster, "SELECT * FROM workflows_execution FOR UPDATE"):
        over = f"SELECT clock_timestamp() > '{first_lease}'::timestamptz + interval '1 s'"
        wait_until(lambda: bool(cluster.database.rows(over)[0][0]), "the first leases to be over")
    gate.touch()

    cluster.settle()
    assert lost_attempts(cluster) == 0


def test_a_database_full_of_guests_is_refused_kindly_and_never_a_deadlock(
    cluster: Cluster, postgres: PostgresServer
) -> None:
    cluster.start(workers=1)
    cluster.client.start(fan(20, "acceptance.work", seconds=0.1))
    with ExitStack() as guests:
        occupy_every_place(guests, postgres)
        with ThreadPoolExecutor(30) as askers:
            asked = [askers.submit(cluster.client.post_start, chain(1)) for _ in range(30)]
            answers = [each.result(timeout=60) for each in asked]

    took_s = cluster.settle()

    refused = [answer for answer in answers if answer.status_code != 201]
    assert all(is_refused_kindly(answer) for answer in refused), refused[0].text
    assert took_s < RECOVERY_S
    cluster.client.start_surely(chain(1), patience_s=POOL_RECOVERY_S)


def occupy_every_place(guests: ExitStack, postgres: PostgresServer) -> None:
    for _ in range(200):
        try:
            guests.enter_context(psycopg.connect(postgres.url("postgres"), connect_timeout=5))
        except psycopg.OperationalError:
            return
    raise AssertionError("the server takes any number of guests")
