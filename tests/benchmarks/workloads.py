"""The workloads, and the documents with which ours does them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]

MANY = 200
SUBMIT_SAMPLES = 20
SLEEPS, SLEEP_S, SLOTS = 20, 2.0, 5


@dataclass(frozen=True, slots=True)
class Workload:
    """
    One thing everybody does.

    Args:
        tasks: task runs of one run.
        warm_up: the workload run once before the first timed run; a cheap one where the workload
            itself only computes or sleeps.
    """

    name: str
    title: str
    tasks: int
    warm_up: str
    rounds: int = 7


# Sleep is the last: DBOS polls its queue every 10 ms from its first use on.
WORKLOADS = (
    Workload("chain3", "3 sequential no-ops", 3, "chain3", rounds=15),
    Workload("chain40", "40 sequential fib(10)", 40, "chain40", rounds=11),
    Workload("fan100", "source, 100 parallel no-ops, join", 102, "fan100", rounds=9),
    Workload("fan1000", "source, 1,000 parallel no-ops, join", 1002, "fan1000", rounds=5),
    Workload("many", "200 independent 3-chains submitted at once", 600, "many"),
    Workload("submit", "call to first task started, median of 20", 1, "submit", rounds=5),
    Workload("fib33x10", "10 sequential fib(33)", 10, "chain3", rounds=5),
    Workload("sleep", "20 two-second sleeps on 5 slots, ideal 8.0 s", 20, "chain3", rounds=5),
)

BY_NAME = {workload.name: workload for workload in WORKLOADS}


def chain(times: int, function: str, **arguments: Any) -> Document:
    tasks = {
        f"task_{i}": _task(function, arguments, [f"task_{i - 1}"] if i else [])
        for i in range(times)
    }
    return _document(f"Chain of {times} {function} {_suffix(arguments)}", tasks)


def fan(width: int, function: str = "demo.noop", **arguments: Any) -> Document:
    """A source, `width` tasks side by side, and a join."""
    middle = {f"one_{i}": _task(function, arguments, ["source"]) for i in range(width)}
    ends = {"source": _task("demo.noop"), "join": _task("demo.noop", {}, list(middle))}
    return _document(f"Fan of {width} {function}", {**ends, **middle})


def sleeps() -> Document:
    """Twenty tasks of two seconds, five at a time."""
    arguments = {"seconds": SLEEP_S}
    tasks = {f"nap_{i}": _task("demo.sleep", arguments) for i in range(SLEEPS)}
    return {**_document("Sleeps", tasks), "settings": {"max_parallel": SLOTS}}


def items(width: int) -> Document:
    """One map over as many items, given as input."""
    tasks = {
        "all": {"kind": "map", "over": "{{ inputs.items }}", "max_parallel": width},
        "one": {**_task("demo.noop"), "parent": "all"},
    }
    schema = {"type": "object", "properties": {"items": {"type": "array"}}}
    return {**_document(f"Map of {width}", tasks), "inputs": schema}


def clocked() -> Document:
    """One task whose output is the time it started at."""
    document = _document("Clock", {"one": _task("bench.clock")})
    return {**document, "outputs": {"at": "{{ tasks.one.output }}"}}


def streams(width: int, agent: str) -> Document:
    """As many model calls side by side."""
    task = {"kind": "agent", "agent": agent, "input": {"prompt": "Count."}}
    return _document(f"Streams of {width}", {f"call_{i}": dict(task) for i in range(width)})


def _task(
    function: str, arguments: dict[str, Any] | None = None, after: list[str] | None = None
) -> Document:
    task: Document = {"kind": "function", "function": function}
    if arguments:
        task["arguments"] = dict(arguments)
    if after:
        task["depends_on"] = after
    return task


def _document(name: str, tasks: Document) -> Document:
    named = {task_id: {"name": task_id, **task} for task_id, task in tasks.items()}
    return {"schema": 1, "name": name.strip(), "tasks": named}


def _suffix(arguments: dict[str, Any]) -> str:
    return " ".join(str(value) for value in arguments.values())
