"""
Raw Celery canvas with Redis as broker and result backend: chains and chords, nothing durable.

Usage: celery_canvas.py threads|prefork, with BENCH_REDIS_URL. The same file is the workers'
application.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import work
from celery import Celery, chain, chord, group
from celery.canvas import Signature
from protocol import serve

REDIS_URL = os.environ.get("BENCH_REDIS_URL", "redis://localhost:6379/13")
START_TIMEOUT_S = 60
RUN_TIMEOUT_S = 30  # a canvas that lost a message never ends; that run is reported as failed

app = Celery("celery_canvas", broker=REDIS_URL, backend=REDIS_URL)
app.conf.update(
    task_serializer="json",
    result_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    worker_prefetch_multiplier=4,
    broker_connection_retry_on_startup=True,
    worker_hijack_root_logger=False,
)

noop = app.task(work.noop, name="bench.noop")
fib = app.task(work.fib, name="bench.fib")
clock = app.task(work.clock, name="bench.clock")


@app.task(name="bench.sleep")
def sleep(seconds: float) -> None:
    work.time.sleep(seconds)


def _run(signature: Signature) -> None:
    signature.apply_async().get(timeout=RUN_TIMEOUT_S)


def _chain(times: int, link: Signature) -> Signature:
    return chain(*(link.clone() for _ in range(times)))


def _fan(width: int) -> Signature:
    return chain(noop.si(), chord(group(noop.si() for _ in range(width)), noop.si()))


def _many() -> None:
    results = [_chain(3, noop.si()).apply_async() for _ in range(work.MANY)]
    for result in results:
        result.get(timeout=RUN_TIMEOUT_S)


def _submit() -> float:
    return statistics.median(_submit_once() for _ in range(work.SUBMIT_SAMPLES))


def _submit_once() -> float:
    asked = work.clock()
    return clock.apply_async().get(timeout=RUN_TIMEOUT_S) - asked


def _sleep() -> float:
    # Five slots and no prefetching need a worker of their own; its start is not timed.
    queue = "slots"
    with _worker(concurrency=work.SLOTS, prefetch=1, queue=queue):
        noop.si().set(queue=queue).apply_async().get(timeout=START_TIMEOUT_S)
        asked = work.clock()
        _run(group(sleep.si(work.SLEEP_S).set(queue=queue) for _ in range(work.SLEEPS)))
        return work.clock() - asked


@contextmanager
def _worker(*, concurrency: int, prefetch: int, queue: str) -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "-q", "-A", "celery_canvas", "worker"]
    command += ["-P", sys.argv[1], "-c", str(concurrency), "-Q", queue, "-n", f"{queue}@%h"]
    command += [f"--prefetch-multiplier={prefetch}", "-l", "ERROR"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    process = subprocess.Popen(
        command, cwd=Path(__file__).parent, stdin=subprocess.DEVNULL, stdout=sys.stderr
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def main() -> None:
    concurrency = 16 if sys.argv[1] == "threads" else 2
    with _worker(concurrency=concurrency, prefetch=4, queue="celery"):
        noop.delay().get(timeout=START_TIMEOUT_S)
        serve(
            {
                "chain3": lambda: _run(_chain(3, noop.si())),
                "chain40": lambda: _run(_chain(40, fib.si(10))),
                "fib33x10": lambda: _run(_chain(10, fib.si(33))),
                "fan100": lambda: _run(_fan(100)),
                "fan1000": lambda: _run(_fan(1000)),
                "many": _many,
                "sleep": _sleep,
                "submit": _submit,
            }
        )


if __name__ == "__main__":
    main()
