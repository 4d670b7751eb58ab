"""`manage.py start`: everything in one process, as someone who knows only the README runs it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.processes import Running, get, manage, running
from tests.servers import free_port, wait_until

pytestmark = pytest.mark.acceptance
ADDRESS = r"runs at\s+http://localhost:(\d+)/"
START = ("start", "--port", "0")


@dataclass(frozen=True)
class Product:
    """One that runs, for whoever only asks it."""

    running: Running
    port: int
    data_dir: Path


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    data_dir = tmp_path_factory.mktemp("product")
    with running(START, {"DATA_DIR": str(data_dir)}) as started:
        yield Product(started, int(started.wait_for(ADDRESS)[1]), data_dir)


def test_it_says_where_it_is_and_answers_there(product: Product) -> None:
    assert get(product.port, "/healthz")[0] == 200
    wait_until(lambda: get(product.port, "/readyz")[0] == 200, "a ready installation")


def test_the_first_start_gives_a_link_that_signs_in_once(product: Product) -> None:
    told = product.running.wait_for(r"Sign in \(works once\):\s+http://localhost:\d+(/\S+)")

    status, page = get(product.port, told[1])

    assert status in (200, 302), page


def test_two_on_one_data_directory_are_refused(product: Product) -> None:
    second = manage(*START, environment={"DATA_DIR": str(product.data_dir)})

    assert second.returncode != 0
    first = product.running.process.pid
    assert f"Process {first} runs on {product.data_dir} already" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_that_is_taken_is_one_clear_line(product: Product, tmp_path: Path) -> None:
    second = manage("start", "--port", str(product.port), environment={"DATA_DIR": str(tmp_path)})

    assert product.running.process.poll() is None, product.running.output
    assert second.returncode != 0
    assert "it is taken already; choose another" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_signal_ends_it_cleanly(tmp_path: Path) -> None:
    with running(START, {"DATA_DIR": str(tmp_path)}) as product:
        product.wait_for(ADDRESS)

        assert product.end() == 0
        assert "Traceback" not in product.output


def test_after_a_kill_it_starts_again(tmp_path: Path) -> None:
    environment = {"DATA_DIR": str(tmp_path)}
    with running(START, environment) as first:
        first.wait_for(ADDRESS)
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()

    with running(START, environment) as second:
        assert second.wait_for(ADDRESS)


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
