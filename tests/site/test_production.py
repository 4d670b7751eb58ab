"""
What docker-compose.yml describes, as plain processes: its commands, its environment, its Redis.

Only addresses differ: every service has this machine's.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml
from kombu.connection import Connection

from tests.processes import ROOT, Running, get, manage, running
from tests.servers import accepts_connections, free_port, stop, wait_until

pytestmark = [pytest.mark.production, pytest.mark.acceptance]
PASSWORD = "only-for-this-test"


def service(name: str) -> dict[str, Any]:
    content = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    found = content["services"][name]
    assert isinstance(found, dict)
    return found


def filled(text: str, values: dict[str, str]) -> str:
    """`${NAME:?…}` and `${NAME:-usual}` as Compose fills them."""

    def value_of(match: re.Match[str]) -> str:
        return values.get(match[1]) or (match[3] if match[2] == ":-" else "")

    return re.sub(r"\$\{(\w+)(:-|:\?)?([^}]*)\}", value_of, text)


@pytest.fixture(scope="module")
def compose_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Redis with the very command of the file."""
    port = free_port()
    command = [filled(part, {"REDIS_PASSWORD": PASSWORD}) for part in service("redis")["command"]]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--bind", "127.0.0.1"],
        cwd=tmp_path_factory.mktemp("redis"),
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: accepts_connections(port), "Redis")
        yield f"127.0.0.1:{port}"
    finally:
        stop(process)


@pytest.fixture(scope="module")
def environment(
    database_url: str, compose_redis: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The file's environment, its services' names replaced by this machine's addresses."""
    values = {"POSTGRES_PASSWORD": "x", "REDIS_PASSWORD": PASSWORD, "SECRET_KEY": "s" * 48}
    described = {
        name: filled(str(value), values) for name, value in service("web")["environment"].items()
    }
    assert described["DATABASE_URL"] == "postgresql://orchestrator:x@postgres:5432/orchestrator"
    described["DATABASE_URL"] = database_url
    described["REDIS_URL"] = described["REDIS_URL"].replace("redis:6379", compose_redis)
    return {**described, "DATA_DIR": str(tmp_path_factory.mktemp("data"))}


@pytest.fixture(scope="module")
def installation(environment: dict[str, str]) -> Iterator[tuple[int, dict[str, Running]]]:
    """Migrated, with two web processes and a worker; gives the first web process's port."""
    migrated = manage(*service("migrate")["command"][2:], environment=environment)
    assert migrated.returncode == 0, migrated.stderr
    with ExitStack() as stack:
        started = {
            name: stack.enter_context(
                running([*service(kind)["command"][2:], *options], environment)
            )
            for name, kind, options in [
                ("web", "web", ["--port", "0"]),
                ("other web", "web", ["--port", "0"]),
                ("worker", "worker", []),
            ]
        }
        port = int(started["web"].wait_for(r"Listening on port (\d+)")[1])
        try:
            wait_until(lambda: get(port, "/readyz")[0] == 200, "a ready installation", 60)
        except TimeoutError:
            said = {name: command.output[-3000:] for name, command in started.items()}
            pytest.fail(f"{get(port, '/readyz')}\n{said}")
        yield port, started


def test_it_becomes_ready(installation: tuple[int, dict[str, Running]]) -> None:
    port, _ = installation

    status, body = get(port, "/readyz")

    assert (status, '"worker": "ok"' in body) == (200, True)


def test_admin_is_not_served_unless_asked_for(
    installation: tuple[int, dict[str, Running]],
) -> None:
    port, _ = installation

    assert get(port, "/admin/")[0] == 404


def test_a_foreign_host_is_refused(installation: tuple[int, dict[str, Running]]) -> None:
    port, _ = installation

    assert get(port, "/sign-in", host="evil.example")[0] == 400


def test_the_probes_of_the_containers_answer(
    environment: dict[str, str], installation: tuple[int, dict[str, Running]]
) -> None:
    port, _ = installation

    web = manage(
        *service("web")["healthcheck"]["test"][3:],
        environment={**environment, "PORT": str(port)},
    )
    worker = manage(*service("worker")["healthcheck"]["test"][3:], environment=environment)

    assert (web.returncode, web.stderr) == (0, "")
    assert (worker.returncode, worker.stderr) == (0, "")


def test_redis_wants_its_password_and_runs_no_code(compose_redis: str) -> None:
    host, _, port = compose_redis.partition(":")
    with (
        redis.Redis(host=host, port=int(port)) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()
    with redis.Redis(host=host, port=int(port), password=PASSWORD) as member:
        for command in (("EVAL", "return 1", "0"), ("CONFIG", "GET", "*"), ("FLUSHALL",)):
            with pytest.raises(redis.ResponseError, match="unknown command"):
                member.execute_command(*command)


def test_a_pickled_message_is_refused_and_the_worker_lives(
    environment: dict[str, str],
    installation: tuple[int, dict[str, Running]],
    tmp_path: Path,
) -> None:
    _, started = installation
    canary = tmp_path / "canary"
    with Connection(environment["REDIS_URL"]) as connection, connection.Producer() as producer:
        producer.publish(
            Touching(str(canary)),
            serializer="pickle",
            routing_key="orchestrator",
            headers={"task": "workflows.drain", "id": "1"},
        )

    started["worker"].wait_for("(?i)refusing to deserialize|content.disallowed|disallowed")

    assert not canary.exists()
    assert started["worker"].process.poll() is None


class Touching:
    """Makes a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, tuple[str, str]]:
        return open, (self.path, "w")


def test_a_signal_ends_each_process_cleanly(
    installation: tuple[int, dict[str, Running]],
) -> None:
    _, started = installation

    codes = {name: command.end() for name, command in started.items()}

    assert codes == dict.fromkeys(started, 0)
    assert not any("Traceback" in command.output for command in started.values())
