"""`manage.py start`: everything in one process, as someone who knows only the README runs it."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.processes import get, manage, running
from tests.servers import free_port, wait_until

pytestmark = pytest.mark.acceptance
ADDRESS = r"runs at\s+http://localhost:(\d+)/"
START = ("start", "--port", "0")


def test_it_says_where_it_is_and_answers_there(tmp_path: Path) -> None:
    with running(START, {"DATA_DIR": str(tmp_path)}) as product:
        port = int(product.wait_for(ADDRESS)[1])

        assert get(port, "/healthz")[0] == 200
        wait_until(lambda: get(port, "/readyz")[0] == 200, "a ready installation")


def test_the_first_start_gives_a_link_that_signs_in_once(tmp_path: Path) -> None:
    with running(START, {"DATA_DIR": str(tmp_path)}) as product:
        port = int(product.wait_for(ADDRESS)[1])
        link = product.wait_for(r"Sign in \(works once\):\s+http://localhost:\d+(/\S+)")[1]

        status, page = get(port, link)

        assert status in (200, 302), page


def test_a_signal_ends_it_cleanly(tmp_path: Path) -> None:
    with running(START, {"DATA_DIR": str(tmp_path)}) as product:
        product.wait_for(ADDRESS)

        assert product.end() == 0
        assert "Traceback" not in product.output


def test_two_on_one_data_directory_are_refused(tmp_path: Path) -> None:
    environment = {"DATA_DIR": str(tmp_path)}
    with running(START, environment) as first:
        first.wait_for(ADDRESS)

        second = manage(*START, environment=environment)

        assert second.returncode != 0
        assert f"Process {first.process.pid} runs on {tmp_path} already" in second.stderr
        assert "Traceback" not in second.stderr


def test_after_a_kill_it_starts_again(tmp_path: Path) -> None:
    environment = {"DATA_DIR": str(tmp_path)}
    with running(START, environment) as first:
        first.wait_for(ADDRESS)
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()

    with running(START, environment) as second:
        assert second.wait_for(ADDRESS)


def test_a_port_that_is_taken_is_one_clear_line(tmp_path: Path) -> None:
    with running(START, {"DATA_DIR": str(tmp_path / "a")}) as first:
        port = first.wait_for(ADDRESS)[1]

        second = manage("start", "--port", port, environment={"DATA_DIR": str(tmp_path / "b")})

        assert first.process.poll() is None, first.output
        assert second.returncode != 0
        assert "it is taken already; choose another" in second.stderr
        assert "Traceback" not in second.stderr


def test_a_wrong_setting_is_one_clear_line(tmp_path: Path) -> None:
    done = manage("start", environment={"DATA_DIR": str(tmp_path), "PORT": "many"})

    assert done.returncode != 0
    assert done.stderr.startswith("Configuration: site.port: ")
    assert done.stderr.count("\n") == 1


def test_it_will_not_run_a_production_database(tmp_path: Path) -> None:
    done = manage(
        "start",
        environment={
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": f"postgresql://user@127.0.0.1:{free_port()}/x",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "SECRET_KEY": "x" * 40,
            "ALLOWED_HOSTS": "example.org",
        },
    )

    assert done.returncode != 0
    assert "`web` and `worker` processes" in done.stderr


def test_a_broker_out_of_reach_stops_neither_start_nor_end(tmp_path: Path) -> None:
    environment = {"DATA_DIR": str(tmp_path), "BROKER_URL": f"redis://127.0.0.1:{free_port()}/0"}
    with running(START, environment) as product:
        port = int(product.wait_for(ADDRESS)[1])
        wait_until(lambda: '"worker": "ok"' in get(port, "/readyz")[1], "a worker that polls")

        assert '"broker": "not reachable"' in get(port, "/readyz")[1]
        assert product.end() == 0
