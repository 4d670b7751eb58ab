"""The environment in which ours runs: its configuration, and worker processes of its own."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.benchmarks.competitors import ROOT

WORKERS = 2
FOREIGN = ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY", "DEBUG",
           "BROKER_URL", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL")  # fmt: skip


def configure(mode: str) -> None:
    """Put the configuration of "embedded" or "production" into this process's environment."""
    for name in FOREIGN:
        os.environ.pop(name, None)
    places = _production() if mode == "production" else _embedded()
    os.environ.update(places)
    os.environ["DJANGO_SETTINGS_MODULE"] = "orchestrator_site.settings"
    os.environ["DATA_DIR"] = os.path.join(os.environ["BENCH_FOLDER"], f"data-{mode}")
    os.environ["ORCHESTRATOR_SITE__LOG__LEVEL"] = "WARNING"
    os.environ["ORCHESTRATOR_WORKFLOWS__FUNCTIONS__MODULES"] = "tests.benchmarks.functions"
    Path(os.environ["DATA_DIR"]).mkdir(parents=True, exist_ok=True)


def configure_model_server(address: str) -> None:
    """Make `bench` a provider that is served at `host:port`."""
    provider = {"bench": {"base_url": f"http://{address}/v1", "api_key": "unused"}}
    os.environ["ORCHESTRATOR_WORKFLOWS__MODELS__COMPATIBLE"] = json.dumps(provider)
    os.environ["ORCHESTRATOR_WORKFLOWS__EGRESS__ALLOWED_HOSTS"] = address


@contextmanager
def worker_processes() -> Iterator[None]:
    """One a core of the machine that the bars were measured on; they end with the block."""
    command = [sys.executable, str(ROOT / "manage.py"), "worker"]
    with ExitStack() as stack:
        for _ in range(WORKERS):
            process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=sys.stderr
            )
            stack.callback(process.wait, 30)
            stack.callback(process.terminate)
        yield


@contextmanager
def embedded_worker() -> Iterator[None]:
    """The worker of `make run`, in a thread of this process."""
    from orchestrator_site.embedded.worker import EmbeddedWorker
    from workflows.conf import config

    worker = EmbeddedWorker(slots=config().engine.slots)
    worker.start()
    worker.wait_until_ready(60)
    try:
        yield
    finally:
        worker.stop()


def _embedded() -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{os.environ['BENCH_SQLITE']}"}


def _production() -> dict[str, str]:
    return {
        "DATABASE_URL": os.environ["BENCH_POSTGRES"],
        "REDIS_URL": os.environ["BENCH_REDIS_URL"],
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "localhost,127.0.0.1,bench.invalid",
    }
