"""
How the driver talks to a runner: a workload's name a line in, one JSON object a line out.

The first line out is `{"ready": true}`; each answer is `{"workload": …, "seconds": …}` or
`{"workload": …, "error": …}`.

Names starting with "!" are questions that are not timed; their answer carries `value` instead of
`seconds`.

An empty line or the end of input ends the runner. Works by hand as well: `echo chain3 | python
langgraph_graph.py sqlite`.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping

Run = Callable[[], float | None]


def timed(call: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def serve(
    runs: Mapping[str, Run], questions: Mapping[str, Callable[[], object]] | None = None
) -> None:
    """
    Answer until the input ends.

    A run returns its own measure in seconds, or None when the wall time of the call is the measure.
    """
    # What peers print goes to the log: standard output carries answers only.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        name = line.strip()
        if not name:
            return
        print(json.dumps(_answer(name, runs, questions or {})), file=answers, flush=True)


def _answer(
    name: str, runs: Mapping[str, Run], questions: Mapping[str, Callable[[], object]]
) -> dict[str, object]:
    try:
        if name in questions:
            return {"workload": name, "value": questions[name]()}
        if name not in runs:
            return {"workload": name, "error": "this runner has no such workload"}
        return {"workload": name, "seconds": _measure(runs[name])}
    except Exception as problem:
        traceback.print_exc()
        return {"workload": name, "error": f"{type(problem).__name__}: {problem}"}


def _measure(run: Run) -> float:
    started = time.perf_counter()
    own = run()
    return time.perf_counter() - started if own is None else own
