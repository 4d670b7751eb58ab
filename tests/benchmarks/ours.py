"""
The runner of ours: `python -m tests.benchmarks.ours embedded|production [count | streams
HOST:PORT]`.

`count` traces every SQLite statement, which is why nothing is timed then.
"""

from __future__ import annotations

import json
import statistics
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache, partial

import psutil

from tests.benchmarks import history, ours_adapter, ours_environment, workloads
from tests.benchmarks.peers.protocol import serve
from tests.benchmarks.statement_counter import Totals
from tests.benchmarks.workloads import Document

STREAMS = 200
AGENT = "streamer"
WIDTHS = (10, 100, 1_000, 10_000)
HISTORY = 1_000_000


def main() -> None:
    mode, *options = sys.argv[1:]
    ours_environment.configure(mode)
    if "streams" in options:
        ours_environment.configure_model_server(options[1])
    ours_adapter.setup()
    if reason := ours_adapter.why_not():
        print(json.dumps({"not_run": reason}), flush=True)
        return
    totals = _traced() if "count" in options else Totals()
    if "streams" in options:
        ours_adapter.make_agent(AGENT, "bench:streamer", STREAMS)
    with _workers(mode):
        if reason := _first_run():
            print(json.dumps({"not_run": reason}), flush=True)
            return
        serve(_runs(), _questions(totals))


def _first_run() -> str | None:
    """Why one task does not run through; None: it does."""
    try:
        ours_adapter.wait(ours_adapter.submit(_chain(1)))
    except Exception as error:
        return f"its first execution failed: {type(error).__name__}: {error}"
    return None


def _workers(mode: str) -> AbstractContextManager[None]:
    if mode == "production":
        return ours_environment.worker_processes()
    return ours_environment.embedded_worker()


def _traced() -> Totals:
    from tests.benchmarks.statement_tracing import trace_statements

    return trace_statements()


def _runs() -> dict[str, Callable[[], float | None]]:
    fans = {f"fan{width}": partial(_run, partial(_fan, width)) for width in WIDTHS}
    maps = {f"map{width}": partial(_run_map, width) for width in WIDTHS}
    return {
        **fans,
        **maps,
        "chain3": partial(_run, partial(_chain, 3)),
        "chain40": partial(_run, partial(_chain, 40, n=10)),
        "fib33x10": partial(_run, partial(_chain, 10, n=33)),
        "many": _many,
        "submit": _submit,
        "sleep": partial(_run, workloads.sleeps),
        "streams": _streams,
    }


def _questions(totals: Totals) -> dict[str, Callable[[], object]]:
    return {
        "!counts": totals.read,
        "!history": partial(history.fill, HISTORY, partial(_fan_id, 1_000)),
        "!process": _process,
    }


@cache
def _chain(times: int, n: int | None = None) -> Document:
    if n is None:
        return workloads.chain(times, "demo.noop")
    return workloads.chain(times, "demo.fib", n=n)


_fan = cache(workloads.fan)
_items = cache(workloads.items)
_clocked = cache(workloads.clocked)


def _run(document: Callable[[], Document]) -> None:
    ours_adapter.wait(ours_adapter.submit(document()))


def _run_map(width: int) -> None:
    ours_adapter.wait(ours_adapter.submit(_items(width), {"items": list(range(width))}))


def _many() -> None:
    handles = [ours_adapter.submit(_chain(3)) for _ in range(workloads.MANY)]
    for handle in handles:
        ours_adapter.wait(handle)


def _submit() -> float:
    return statistics.median(_submit_once() for _ in range(workloads.SUBMIT_SAMPLES))


def _submit_once() -> float:
    asked = time.monotonic()
    return float(ours_adapter.wait(ours_adapter.submit(_clocked()))["at"]) - asked


def _streams() -> None:
    ours_adapter.wait(ours_adapter.submit(workloads.streams(STREAMS, AGENT)))


def _fan_id(width: int) -> str:
    """The public id of a finished execution of that width."""
    handle = ours_adapter.submit(_fan(width))
    ours_adapter.wait(handle)
    return str(handle.public_id)


def _process() -> dict[str, int]:
    return {"threads": threading.active_count(), "rss_bytes": psutil.Process().memory_info().rss}


if __name__ == "__main__":
    main()
