"""
Fields of a list's tasks in our words.

Each function moves what it knows from the old task to the new one and notes what a reader of the
result would wonder about. What nobody takes stays under its own key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workflows.definition.json_types import JsonObject, JsonValue, TaskId
from workflows.definition.json_values import json_pointer
from workflows.definition.kinds.patterns import AGENT_PATTERN
from workflows.definition.list_form.conditions import condition_of
from workflows.definition.list_form.ids import rewrite_expression, rewrite_references, slug_id
from workflows.definition.priorities import from_higher_first
from workflows.definition.problem_codes import problem
from workflows.errors import Problem

NAME_CHARS = 80
AGENT = re.compile(AGENT_PATTERN)
BACKOFFS = {"fixed": "fixed", "linear": "fixed", "constant": "fixed", "exponential": "exponential"}


@dataclass(slots=True)
class Move:
    """One task on its way: what is left of the old one, what the new one has, what to say."""

    id: TaskId
    old: JsonObject
    renamed: Mapping[str, TaskId]
    new: JsonObject = field(default_factory=dict)
    notices: list[Problem] = field(default_factory=list)

    def take(self, *names: str) -> JsonValue:
        """The first of these fields that is there, which is used up; None: none is."""
        for name in names:
            if self.old.get(name) is not None:
                return self.old.pop(name)
        return None

    def note(self, code: str, key: str, message: str) -> None:
        path = json_pointer("tasks", self.id, key)
        self.notices.append(problem(code, message, path, task=self.id))


def move_name(move: Move) -> None:
    content = move.take("content")
    name = move.take("name") or (str(content)[:NAME_CHARS] if content else None)
    if name is not None:
        move.new["name"] = name
    if content is not None:
        move.old.setdefault("input", {"prompt": content})
        move.note("import.fields", "input", "`content` became the prompt.")


def move_work(move: Move) -> None:
    """Who does it: a method is a function; anything else is for an agent."""
    method = move.take("method", "function")
    if method is not None:
        move.new |= {"kind": "function", "function": method}
        arguments = move.take("params", "arguments")
        if arguments is not None:
            move.new["arguments"] = rewrite_references(arguments, move.renamed)
        move.note("import.fields", "function", f"The method `{method}` became a function task.")
        return
    move.new["kind"] = "agent"
    move_agent(move)


def move_agent(move: Move) -> None:
    """A task that names neither agent nor capability stays so, which is a problem to be shown."""
    agent = move.take("agentId", "agent_id", "agent")
    if agent is not None:
        slug = str(agent) if AGENT.match(str(agent)) else slug_id(str(agent)).replace("_", "-")
        move.new["agent"] = slug
        if slug != agent:
            move.note("import.agent", "agent", f"The agent `{agent}` is now called `{slug}`.")
        return
    requires = move.take("requires", "requirements", "capabilities", "required_capability")
    if requires is not None:
        move.new["requires"] = requires if isinstance(requires, list) else [requires]


def move_input(move: Move) -> None:
    given = move.take("input")
    if given is None:
        return
    inside = dict(given) if isinstance(given, dict) else {"prompt": str(given)}
    schema = inside.pop("schema", None)
    if isinstance(schema, dict):
        move.new["input_schema"] = schema
        move.note("import.fields", "input_schema", "`input.schema` became `input_schema`.")
    elif schema is not None:
        inside["schema"] = schema
    move.new["input"] = rewrite_references(inside, move.renamed)


def move_dependencies(move: Move) -> None:
    given = move.take("dependencies", "depends_on", "dependsOn")
    if given is None:
        return
    texts = [str(each) for each in (given if isinstance(given, list) else [given])]
    move.new["depends_on"] = [_rename_dependency(text, move.renamed) for text in texts]
    changed = [text for text in texts if text not in move.new["depends_on"]]
    if changed:
        words = ", ".join(f"`{text}`" for text in changed)
        move.note("import.reference", "depends_on", f"References to {words} follow the new ids.")


def _rename_dependency(text: str, renamed: Mapping[str, TaskId]) -> str:
    if text in renamed:
        return renamed[text]
    source, dot, outcome = text.rpartition(".")
    return f"{renamed[source]}.{outcome}" if dot and source in renamed else text


def move_conditions(move: Move) -> None:
    given = move.take("conditions", "condition", "when")
    if given is None:
        return
    conditions = given if isinstance(given, list) else [given]
    read = [condition_of(each) for each in conditions]
    if any(each is None for each in read):
        move.new["conditions"] = given
        message = "These conditions could not be read; they are kept, and have no effect."
        move.note("import.conditions", "conditions", message)
        return
    expressions = [rewrite_expression(str(each), move.renamed) for each in read]
    if expressions:
        joined = " and ".join(f"({each})" for each in expressions)
        move.new["when"] = joined if len(expressions) > 1 else expressions[0]
        message = "Conditions became one expression; where it is false, the task is skipped."
        move.note("import.conditions", "when", message)


def move_retry(move: Move) -> None:
    policy = move.take("retryPolicy", "retry_policy")
    if not isinstance(policy, dict):
        if policy is not None:
            move.old["retryPolicy"] = policy
        return
    backoff = policy.get("backoffType", policy.get("backoff_type"))
    values = {
        "max_attempts": policy.get("maxAttempts", policy.get("max_attempts")),
        "backoff": BACKOFFS.get(str(backoff), backoff),
        "initial_delay_s": _seconds(policy.get("initialDelay", policy.get("initial_delay"))),
        "max_delay_s": _seconds(policy.get("maxDelay", policy.get("max_delay"))),
    }
    move.new["retry"] = {key: value for key, value in values.items() if value is not None}
    move.note("import.retry", "retry", "The retry policy became `retry`, milliseconds seconds.")


def _seconds(milliseconds: JsonValue) -> JsonValue:
    if not isinstance(milliseconds, int | float) or isinstance(milliseconds, bool):
        return milliseconds
    seconds = milliseconds / 1000
    return int(seconds) if seconds == int(seconds) else seconds


def move_timeout(move: Move) -> None:
    given = move.take("timeout")
    if given is None:
        return
    if move.new["kind"] == "function":  # the form with methods counts in seconds
        move.new["timeout_s"] = given
        message = f"`timeout` was read as {given} seconds."
    else:
        move.new["timeout_s"] = _seconds(given)
        message = f"`timeout` was read as milliseconds: {move.new['timeout_s']} seconds."
    move.note("import.timeout", "timeout_s", message)


def move_priority(move: Move) -> None:
    given = move.take("priority")
    if given is None:
        return
    move.new["priority"] = given
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if is_number and move.new["kind"] == "function":
        move.new["priority"] = from_higher_first(given)
        message = f"Higher went first: {given} became {move.new['priority']}, where 0 is first."
        move.note("import.priority", "priority", message)


def move_type(move: Move) -> None:
    """`sequential` says nothing; what needs a container is made by its caller."""
    label = move.take("task_type", "taskType")
    if label is not None:
        move.new["type"] = label
    kind = move.take("type")
    notice = TYPE_NOTICES.get(kind) if isinstance(kind, str) else None
    if notice is not None:
        move.note("import.type", "kind", notice)
    elif kind is not None and kind != "sequential":
        move.new.setdefault("type", kind)


TYPE_NOTICES = {
    "parallel": "`type: parallel` without a list became a plain task; tasks that do not wait for "
    "each other run at once anyway.",
    "conditional": "`type: conditional` became a plain task; its conditions decide if it runs.",
    "loop": "`type: loop` without an end condition became a plain task.",
}
MOVES: tuple[Callable[[Move], None], ...] = (
    move_name,
    move_work,
    move_input,
    move_dependencies,
    move_conditions,
    move_retry,
    move_timeout,
    move_priority,
    move_type,
)
