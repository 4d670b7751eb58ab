"""
An example, gone through on paper: functions are really called, agents answer their script.

No engine: enough of its rules to see that templates, functions and agents of an example fit
together, and how long its scripted agents take along the longest path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from workflows.conf import DocumentLimits
from workflows.definition.expressions import evaluate, render
from workflows.examples import example_agents, load_example
from workflows.functions.call import call_function
from workflows.functions.context import TaskContext
from workflows.functions.registry import get_function
from workflows.providers.calls import ModelCall
from workflows.providers.scripts import script_of

LIMITS = DocumentLimits()
UNSCRIPTED = "Facts, and what follows from them."

Task = dict[str, Any]


@dataclass
class Rehearsal:
    """`ends_s` is when each task would end, `work_s` what all agents took together."""

    document: dict[str, Any]
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    ends_s: dict[str, float] = field(default_factory=dict)
    work_s: float = 0

    @property
    def wall_s(self) -> float:
        return max(self.ends_s.values())


def rehearse(
    name: str, decision: str = "approved", **inputs: Any
) -> tuple[dict[str, Any], Rehearsal]:
    """The example's outputs, and how they came about."""
    document = yaml.safe_load(load_example(name))
    run = Rehearsal(document)
    scope = {"inputs": _with_defaults(document, inputs), "tasks": run.tasks}
    _run_group(run, None, scope, 0, decision)
    outputs = render(document["outputs"], scope, limits=LIMITS)
    return outputs, run


def _with_defaults(document: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    properties = document["inputs"]["properties"]
    return {name: schema["default"] for name, schema in properties.items()} | dict(inputs)


def _group(run: Rehearsal, parent: str | None) -> dict[str, Task]:
    tasks: dict[str, Task] = run.document["tasks"]
    return {key: task for key, task in tasks.items() if task.get("parent") == parent}


def _run_group(
    run: Rehearsal, parent: str | None, scope: dict[str, Any], start_s: float, decision: str = ""
) -> float:
    """Run the tasks of one container, or all at the top; when the last one ends."""
    for key, task in _in_order(_group(run, parent)):
        sources = [(*each.split("."), "")[:2] for each in task.get("depends_on", [])]
        dead = any(wanted and run.outcomes.get(source) != wanted for source, wanted in sources)
        begin_s = max([run.ends_s.get(source, start_s) for source, _ in sources], default=start_s)
        if dead:
            run.tasks[key] = {"output": None, "status": "skipped"}
            continue
        run.outcomes[key] = decision
        output, run.ends_s[key] = _run_task(run, key, task, scope, begin_s)
        run.tasks[key] = {"output": output, "status": "succeeded"}
    return max(run.ends_s[key] for key in _group(run, parent) if key in run.ends_s)


def _in_order(tasks: Mapping[str, Task]) -> Iterator[tuple[str, Task]]:
    waiting = dict(tasks)
    while waiting:
        ready = {
            key: task
            for key, task in waiting.items()
            if not any(each.split(".")[0] in waiting for each in task.get("depends_on", []))
        }
        assert ready, f"a cycle among {sorted(waiting)}"
        yield from ready.items()
        waiting = {key: task for key, task in waiting.items() if key not in ready}


def _run_task(
    run: Rehearsal, key: str, task: Task, scope: dict[str, Any], begin_s: float
) -> tuple[Any, float]:
    kind = task["kind"]
    if kind == "map":
        return _run_map(run, key, task, scope, begin_s)
    if kind == "loop":
        return _run_loop(run, key, task, scope, begin_s)
    if kind == "agent":
        given = render(task["input"], scope, limits=LIMITS)
        delay_s, text = _answer(task, given["prompt"])
        run.work_s += delay_s
        return text, begin_s + delay_s
    if kind == "function":
        arguments = render(task["arguments"], scope, limits=LIMITS)
        return call_function(get_function(task["function"]), arguments, TaskContext()), begin_s
    if kind == "approval":
        render(task["message"], scope, limits=LIMITS)
        return {}, begin_s
    assert kind == "transform"
    return render(task["value"], scope, limits=LIMITS), begin_s


def _run_map(
    run: Rehearsal, key: str, task: Task, scope: dict[str, Any], begin_s: float
) -> tuple[list[Any], float]:
    items = render(task["over"], scope, limits=LIMITS)
    results, end_s = [], begin_s
    assert len(items) <= task["max_parallel"] or key != "label"
    for index, item in enumerate(items):
        inner = {**scope, "item": item, "index": index}
        end_s = max(end_s, _run_group(run, key, inner, begin_s))
        results.append(_result(run, key, task, inner))
    return results, end_s


def _run_loop(
    run: Rehearsal, key: str, task: Task, scope: dict[str, Any], begin_s: float
) -> tuple[Any, float]:
    previous, end_s = None, begin_s
    for turn in range(task["max_turns"]):
        inner = {**scope, "turn": turn, "previous": previous}
        end_s = _run_group(run, key, inner, end_s)
        previous = _result(run, key, task, inner)
        if evaluate(task["until"], inner, limits=LIMITS):
            break
    return previous, end_s


def _result(run: Rehearsal, key: str, task: Task, scope: dict[str, Any]) -> Any:
    if "result" in task:
        return render(task["result"], scope, limits=LIMITS)
    return run.tasks[list(_group(run, key))[-1]]["output"]


def _answer(task: Task, prompt: str) -> tuple[float, str]:
    """Duration and text of the first agent that may do the task."""
    wanted = set(task.get("requires", []))
    agent = next(
        agent
        for agent in example_agents()
        if agent["slug"] == task.get("agent")
        or (wanted and wanted <= {each["name"] for each in agent["capabilities"]})
    )
    if agent["provider"] != "scripted":
        return 0, UNSCRIPTED
    call = ModelCall("scripted", "demo", agent["instructions"], prompt, None, agent["settings"])
    script = script_of(call)
    return script.duration_s, script.text
