"""Names of what is outside the document: agents, capabilities, functions, workflows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from workflows.definition.catalogue import FunctionSignature
from workflows.definition.document import Task
from workflows.definition.json_types import JsonObject
from workflows.definition.rules.checked import Checked, task_problem
from workflows.definition.schemas import compile_schema, find_mistakes
from workflows.definition.suggestions import suggest
from workflows.definition.texts import templates_in
from workflows.errors import Problem

MOST_MISFITS = 100  # told of one call


def _named_agents(checked: Checked) -> Iterator[tuple[Task, str, str]]:
    """Each agent that is named: the task, the field, the slug."""
    for task in checked.document.tasks.values():
        agent = task.settings.get("agent")
        if isinstance(agent, str):
            yield task, "agent", slug_of(agent)
        if task.on_error.agent is not None:
            yield task, "on_error/agent", slug_of(task.on_error.agent)


def slug_of(agent: str) -> str:
    """The slug of `slug@revision`."""
    return agent.partition("@")[0]


def agents_exist(checked: Checked) -> Iterator[Problem]:
    known = checked.catalogue.agents
    if known is None:
        return
    for task, field, slug in _named_agents(checked):
        if slug not in known:
            message = f"There is no agent `{slug}` in this team."
            fix = suggest(slug, known) or "Register it, or name another."
            yield task_problem("agent.unknown", task, field, message, fix=fix)


def agents_have_keys(checked: Checked) -> Iterator[Problem]:
    without = checked.catalogue.agents_without_key or {}
    for task, field, slug in _named_agents(checked):
        if slug in without:
            message = f"The agent `{slug}` cannot work yet: {without[slug]}"
            yield task_problem("agent.no_key", task, field, message)


def capabilities_exist(checked: Checked) -> Iterator[Problem]:
    known = checked.catalogue.capabilities
    if known is None:
        return
    for task in checked.document.tasks.values():
        for i, capability in enumerate(task.settings.get("requires", ())):
            if capability not in known:
                yield task_problem(
                    "capability.unknown",
                    task,
                    f"requires/{i}",
                    f"No agent of this team has the capability `{capability}`.",
                    fix=suggest(capability, known) or "Register an agent that has it.",
                )


def workflows_exist(checked: Checked) -> Iterator[Problem]:
    known = checked.catalogue.workflows
    if known is None:
        return
    for task in checked.document.tasks.values():
        slug = task.settings.get("workflow")
        if isinstance(slug, str) and slug not in known:
            message = f"There is no workflow `{slug}` in this team."
            fix = suggest(slug, known)
            yield task_problem("workflow.unknown", task, "workflow", message, fix=fix)


def functions_exist(checked: Checked) -> Iterator[Problem]:
    known = checked.catalogue.functions
    if known is None:
        return
    for task, name in _called_functions(checked):
        if name not in known:
            message = f"No function `{name}` is registered."
            fix = suggest(name, known)
            yield task_problem("function.unknown", task, "function", message, fix=fix)


def _called_functions(checked: Checked) -> Iterator[tuple[Task, str]]:
    for task in checked.document.tasks.values():
        name = task.settings.get("function")
        if isinstance(name, str):
            yield task, name


def arguments_fit(checked: Checked) -> Iterator[Problem]:
    """Names always, values where no template stands in them."""
    known = checked.catalogue.functions or {}
    for task, name in _called_functions(checked):
        if name in known:
            yield from _misfits(task, known[name], task.settings.get("arguments", {}))


def _misfits(task: Task, function: FunctionSignature, arguments: JsonObject) -> Iterator[Problem]:
    validator = _validator_of(function)
    if validator.is_valid(arguments):
        return
    open_ = {str(at[0]) for at, _ in templates_in(arguments)}
    for error in find_mistakes(validator, arguments, most=MOST_MISFITS):
        at = [str(part).replace("/", "~1") for part in error.instance_path]
        if not at or at[0] not in open_:
            yield task_problem(
                "function.arguments",
                task,
                "/".join(["arguments", *at]),
                f"`{function.name}` does not take this: {error.message}.",
                fix=_suggest_argument(error, function.arguments_schema.get("properties", {})),
            )


def _suggest_argument(error: Any, known: Collection[str]) -> str | None:
    if error.kind.name != "additionalProperties":
        return None
    names = ", ".join(f"`{name}`" for name in known) or "no arguments"
    return suggest(error.kind.unexpected[0], known) or f"It takes {names}."


@lru_cache(maxsize=1_000)
def _validator_of(function: FunctionSignature) -> Any:
    return compile_schema(function.arguments_schema)


RULES = (
    agents_exist,
    agents_have_keys,
    capabilities_exist,
    workflows_exist,
    functions_exist,
    arguments_fit,
)
