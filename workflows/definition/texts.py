"""Where the templates and conditions of a document stand, and what they may see from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflows.definition.document import Document, Task
from workflows.definition.expressions import has_syntax
from workflows.definition.json_types import JsonValue
from workflows.definition.json_values import Pointer
from workflows.definition.kinds import Kind


@dataclass(frozen=True, slots=True)
class SourceText:
    """
    A template, or a bare expression where `is_condition`.

    Args:
        task: None: it stands in `outputs`.
        is_inner: it belongs to a container and sees the tasks inside.
    """

    at: Pointer
    source: str
    task: Task | None
    is_condition: bool = False
    is_inner: bool = False


def texts_in(document: Document, kinds: Mapping[str, Kind]) -> Iterator[SourceText]:
    """Every text that is evaluated; plain texts are left out."""
    for task in document.tasks.values():
        at = ("tasks", task.id)
        if task.when is not None:
            yield SourceText((*at, "when"), task.when, task, is_condition=True)
        if task.kind in kinds:
            yield from _texts_of_kind(task, kinds[task.kind])
    for where, source in templates_in(document.outputs, ("outputs",)):
        yield SourceText(where, source, None)


def _texts_of_kind(task: Task, kind: Kind) -> Iterator[SourceText]:
    for field in kind.fields:
        if field.name not in task.settings:
            continue
        at = ("tasks", task.id, field.name)
        value = task.settings[field.name]
        inner = field.role in ("inner", "inner_condition")
        if field.role in ("condition", "inner_condition"):
            yield SourceText(at, value, task, is_condition=True, is_inner=inner)
        elif field.role in ("template", "inner"):
            for where, source in templates_in(value, at):
                yield SourceText(where, source, task, is_inner=inner)
        elif field.role == "cases":
            for i, case in enumerate(value):
                yield SourceText((*at, i, "when"), case["when"], task, is_condition=True)


def templates_in(value: JsonValue, at: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Texts with template syntax inside a value that stands at `at`."""
    waiting: list[tuple[Pointer, JsonValue]] = [(at, value)]
    while waiting:
        here, value = waiting.pop()
        if isinstance(value, str):
            if has_syntax(value):
                yield here, value
        elif isinstance(value, dict):
            waiting += [((*here, key), each) for key, each in value.items()]
        elif isinstance(value, list):
            waiting += [((*here, i), each) for i, each in enumerate(value)]
