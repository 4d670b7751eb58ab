"""Documents that the fault tests run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

Document = dict[str, Any]
Task = dict[str, Any]
# Every installation of the tests has a published workflow of this slug: a chain of two.
INNER = "inner"


def document(tasks: Mapping[str, Task], name: str = "Acceptance", **rest: Any) -> Document:
    return {"schema": 1, "name": name, "tasks": dict(tasks), **rest}


def call(function: str, *after: str, retry: int = 0, parent: str = "", **arguments: Any) -> Task:
    """
    A function task.

    Args:
        after: what it depends on.
        retry: attempts allowed beyond the first, at once one after the other.
    """
    task: Task = {"kind": "function", "function": function, "arguments": arguments}
    if after:
        task["depends_on"] = list(after)
    if parent:
        task["parent"] = parent
    if retry:
        task["retry"] = {
            "max_attempts": retry + 1,
            "backoff": "fixed",
            "initial_delay_s": 0.05,
            "jitter": False,
        }
    return task


def chain(length: int, function: str = "acceptance.record", **arguments: Any) -> Document:
    tasks = {
        f"step_{i}": call(function, *([f"step_{i - 1}"] if i else []), **arguments)
        for i in range(length)
    }
    return document(tasks, f"Chain of {length}")


def fan(width: int, function: str = "acceptance.record", **arguments: Any) -> Document:
    """A source, `width` branches, a join."""
    names = [f"branch_{i}" for i in range(width)]
    tasks = {"source": call("acceptance.record")}
    tasks |= {name: call(function, "source", **arguments) for name in names}
    tasks["join"] = call("acceptance.record", *names, value=width)
    return document(tasks, f"Fan of {width}")


def everything() -> Document:
    """Every boundary in one run: join, retry, branch, map, loop, delay, large output, child."""
    tasks = {
        "source": call("acceptance.record", value=3),
        "flaky": call("acceptance.fail_first", "source", retry=3, failures=2),
        "check": {
            "kind": "branch",
            "depends_on": ["source"],
            "cases": [{"name": "many", "when": "tasks.source.output > 2"}],
        },
        "skipped": call("acceptance.record", "check.failed"),
        "items": {
            "kind": "map",
            "depends_on": ["check.many"],
            "over": "{{ [1, 2, 3, 4, 5] }}",
            "max_parallel": 3,
        },
        "item": call("acceptance.record", parent="items", value="{{ item }}"),
        "turns": {
            "kind": "loop",
            "depends_on": ["flaky"],
            "until": "turn == 2",
            "max_turns": 5,
        },
        "turn": call("acceptance.record", parent="turns", value="{{ turn }}"),
        "pause": {"kind": "wait", "depends_on": ["source"], "duration_s": 0.3},
        "large": call("acceptance.text", "source", size=400_000),
        "child": {"kind": "workflow", "depends_on": ["source"], "workflow": INNER},
        "join": call("acceptance.record", "items", "turns", "pause", "large", "child", value=1),
    }
    outputs = {"items": "{{ tasks.items.output }}", "turns": "{{ tasks.turns.output }}"}
    return document(tasks, "Everything", outputs=outputs)


EVERYTHING_OUTPUTS = {"items": [1, 2, 3, 4, 5], "turns": 2}


def layered(tasks: int, layers: int, chance: Random) -> Document:
    """A random graph in layers; every task depends on one to three of the layer before it."""
    width = tasks // layers
    built: dict[str, Task] = {}
    before: list[str] = []
    for layer in range(layers):
        names = [f"l{layer}_{i}" for i in range(width)]
        for name in names:
            after = chance.sample(before, min(len(before), chance.randint(1, 3)))
            built[name] = call("demo.noop", *after)
        before = names
    return document(built, f"{tasks} tasks in {layers} layers")


def keys_of(document: Document, execution: str, tasks: Iterable[str]) -> list[str]:
    """The idempotency keys that these tasks hand to services."""
    return [f"{execution.replace('-', '')}:{task}" for task in tasks]
