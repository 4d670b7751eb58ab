"""
DBOS in process: every step is stored, workflows resume by themselves when the process starts
again.

Usage: dbos_steps.py sqlite|postgres, with BENCH_SQLITE or BENCH_POSTGRES. Runs tasks in the
caller's process, except in `sleep`, whose bound of five at once is what DBOS's durable queue is
for (polled every 10 ms; its default is 1 s).
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys

if sys.argv[1] == "sqlite":
    # DBOS's schema needs SQLite 3.42; pysqlite3 brings its own.
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3

import work
from dbos import DBOS, DBOSConfig
from protocol import serve

QUEUE = "slots"


@DBOS.step()
def noop() -> None:
    work.noop()


@DBOS.step()
async def noop_async() -> None:
    work.noop()


@DBOS.step()
def fib(n: int) -> int:
    return work.fib(n)


@DBOS.step()
def clock() -> float:
    return work.clock()


@DBOS.step()
def nap() -> None:
    work.time.sleep(work.SLEEP_S)


@DBOS.workflow()
def chain_noop(times: int) -> None:
    for _ in range(times):
        noop()


@DBOS.workflow()
def chain_fib(times: int, n: int) -> None:
    for _ in range(times):
        fib(n)


@DBOS.workflow()
async def fan(width: int) -> None:
    await noop_async()
    await asyncio.gather(*(noop_async() for _ in range(width)))
    await noop_async()


@DBOS.workflow()
def clocked() -> float:
    return clock()


@DBOS.workflow()
def nap_workflow() -> None:
    nap()


def _many() -> None:
    handles = [DBOS.start_workflow(chain_noop, 3) for _ in range(work.MANY)]
    for handle in handles:
        handle.get_result(polling_interval_sec=0.01)


def _sleep() -> None:
    handles = [DBOS.enqueue_workflow(QUEUE, nap_workflow) for _ in range(work.SLEEPS)]
    for handle in handles:
        handle.get_result(polling_interval_sec=0.01)


def _submit() -> float:
    return statistics.median(_submit_once() for _ in range(work.SUBMIT_SAMPLES))


def _submit_once() -> float:
    asked = work.clock()
    return DBOS.start_workflow(clocked).get_result(polling_interval_sec=0.01) - asked


def _url() -> str:
    if sys.argv[1] == "sqlite":
        return f"sqlite:///{os.environ['BENCH_SQLITE']}"
    return os.environ["BENCH_POSTGRES"]


config: DBOSConfig = {
    "name": "bench",
    "system_database_url": _url(),
    "log_level": "ERROR",
    "max_executor_threads": 64,
}
DBOS(config=config)
DBOS.launch()
DBOS.register_queue(QUEUE, worker_concurrency=work.SLOTS, polling_interval_sec=0.01)
serve(
    {
        "chain3": lambda: chain_noop(3),
        "chain40": lambda: chain_fib(40, 10),
        "fib33x10": lambda: chain_fib(10, 33),
        "fan100": lambda: asyncio.run(fan(100)),
        "fan1000": lambda: asyncio.run(fan(1000)),
        "many": _many,
        "sleep": _sleep,
        "submit": _submit,
    }
)
os._exit(0)  # its threads hold the interpreter for seconds; everything it owes is committed
