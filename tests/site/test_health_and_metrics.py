"""Whether it lives, whether it can work, and what it counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from orchestrator_site.configuration import SiteConfig
from orchestrator_site.health import reach_broker, run_checks
from workflows.models import WorkerProcess


@pytest.fixture(scope="module", autouse=True)
def _celery_is_imported() -> None:
    """On a busy machine that takes longer than readiness waits for the broker."""
    reach_broker()


def test_alive_asks_no_database(client: Client) -> None:
    # a test without the database mark fails at its first query
    assert client.get("/healthz").json() == {"status": "alive"}


@pytest.mark.django_db
def test_without_a_worker_it_is_not_ready(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert response.json()["checks"] == {
        "database": "ok",
        "broker": "ok",
        "worker": "no worker has ever started",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("silent_s", "status"), [(0, 200), (10, 200), (60, 503)])
def test_a_worker_counts_while_its_lease_lasts(client: Client, silent_s: int, status: int) -> None:
    seen = timezone.now() - timedelta(seconds=silent_s)
    WorkerProcess.objects.create(name="worker-1", seen_at=seen)

    assert client.get("/readyz").status_code == status


@pytest.mark.django_db
def test_threads_that_hang_are_told_while_work_goes_on(client: Client) -> None:
    WorkerProcess.objects.create(name="worker-1", slots=2, deaf=1)
    WorkerProcess.objects.create(name="worker-2", slots=0, deaf=3)

    response = client.get("/readyz")
    metrics = client.get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()

    assert response.status_code == 200
    assert response.json()["warnings"] == ["4 threads of workers hang in functions that do not end"]
    assert "orchestrator_worker_deaf_threads 4.0" in metrics


@pytest.mark.django_db
def test_where_every_thread_hangs_nothing_is_ready(client: Client) -> None:
    WorkerProcess.objects.create(name="worker-1", slots=0, deaf=3)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "hangs" in response.json()["checks"]["worker"]


def test_a_failing_check_tells_no_details() -> None:
    def fail() -> str | None:
        raise OSError("password=canary")

    assert run_checks({"broker": fail, "database": lambda: None}) == {
        "broker": "not reachable",
        "database": "ok",
    }


@pytest.mark.django_db
def test_metrics_are_for_this_machine_only(client: Client) -> None:
    inside = client.get("/metrics", REMOTE_ADDR="127.0.0.1")
    outside = client.get("/metrics", REMOTE_ADDR="192.0.2.7")

    assert b"process_resident_memory_bytes" in inside.content
    assert outside.status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["x-forwarded-for", "x-forwarded-proto", "x-real-ip", "forwarded", "via"]
)
def test_what_a_proxy_on_this_machine_passes_on_is_not_from_this_machine(
    client: Client, name: str
) -> None:
    response = client.get("/metrics", headers={name: "192.0.2.7"}, REMOTE_ADDR="127.0.0.1")

    assert response.status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"x-forwarded-for": "127.0.0.1"}])
def test_behind_configured_proxies_metrics_need_a_token(
    client: Client, settings: Settings, headers: dict[str, str]
) -> None:
    settings.SITE = SiteConfig(proxy_hops=1)

    response = client.get("/metrics", headers=headers, REMOTE_ADDR="127.0.0.1")

    assert response.status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "status"),
    [("Bearer right", 200), ("Bearer wrong", 404), ("right", 404), ("", 404)],
)
def test_with_a_token_metrics_are_for_its_bearer(
    client: Client, settings: Settings, header: str, status: int
) -> None:
    settings.SITE = SiteConfig(metrics_token="right")

    response = client.get("/metrics", headers={"authorization": header}, REMOTE_ADDR="192.0.2.7")

    assert response.status_code == status
