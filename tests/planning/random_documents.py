"""Small acyclic documents by chance: every kind of join, condition and failure policy."""

from __future__ import annotations

from random import Random
from typing import Any

CASES = ("one", "two")
ANSWERS = ("approved", "rejected", "expired")
Task = dict[str, Any]


def random_document(random: Random, *, containers: bool = False, size: int = 9) -> Task:
    """
    A document without problems.

    Args:
        containers: with maps, loops and what is inside them.
    """
    tasks: dict[str, Task] = {}
    _add_group(random, tasks, "t", None, random.randint(1, size), 2 if containers else 0)
    settings: Task = {"on_failure": random.choice(["stop", "finish"])}
    if random.random() < 0.3:
        settings["max_parallel"] = random.randint(1, 3)
    return {"schema": 1, "name": "random", "tasks": tasks, "settings": settings}


def _add_group(
    random: Random, tasks: dict[str, Task], prefix: str, parent: str | None, count: int, depth: int
) -> None:
    """Add siblings; each waits for some of those before it."""
    names: list[str] = []
    for i in range(count):
        name = f"{prefix}{i}"
        task = _task(random, depth)
        if parent:
            task["parent"] = parent
        sources = random.sample(names, min(len(names), random.choice([0, 1, 1, 2, 3])))
        wanted = {_dependency(random, tasks, source) for source in sources}
        if wanted:
            task["depends_on"] = sorted(wanted)
            task["join"] = random.choice(["all", "all", "any", "always"])
        tasks[name] = task
        names.append(name)
        if task["kind"] in ("map", "loop"):
            _add_group(random, tasks, f"{name}_", name, random.randint(1, 3), depth - 1)


def _dependency(random: Random, tasks: dict[str, Task], source: str) -> str:
    ways = {"branch": CASES, "approval": ANSWERS}.get(tasks[source]["kind"], ())
    outcome = random.choice(["", "", "", "failed", *ways])
    return f"{source}.{outcome}" if outcome else source


def _task(random: Random, depth: int) -> Task:
    kinds = ["transform", "transform", "transform", "branch", "approval", "wait"]
    kind = random.choice(kinds + (["map", "loop"] * 2 if depth else []))
    task: Task = {"kind": kind, **_settings(random, kind)}
    if random.random() < 0.1:
        task["disabled"] = True
    if random.random() < 0.15:
        task["when"] = random.choice(["true", "false", "1 > 2"])
    if random.random() < 0.3:
        task["on_error"] = random.choice(["continue", "fail", {"output": 7}])
    if random.random() < 0.3:
        task["retry"] = {"max_attempts": 2, "initial_delay_s": random.choice([0, 0.001])}
    if random.random() < 0.2:
        task["priority"] = random.randint(0, 100)
    return task


def _settings(random: Random, kind: str) -> Task:
    if kind == "branch":
        whens = {case: random.choice(["true", "false"]) for case in CASES}
        return {"cases": [{"name": case, "when": when} for case, when in whens.items()]}
    if kind == "approval":
        return {"assignees": ["role:owner"]}
    if kind == "wait":
        return {"duration_s": random.choice([0, 0.001])}
    if kind == "map":
        at_once = {"max_parallel": random.randint(1, 3)} if random.random() < 0.5 else {}
        policy = random.choice(["stop", "skip", "null"])
        items = list(range(random.randint(0, 3)))
        return {"over": items, "on_item_error": policy, "result": "{{ index }}", **at_once}
    if kind == "loop":
        until = random.choice(["true", "false", "turn >= 1"])
        return {"until": until, "max_turns": random.randint(1, 3), "result": "{{ turn }}"}
    return {"value": 1}
