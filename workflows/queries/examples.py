"""The examples as a list shows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from workflows.conf import config
from workflows.definition.json_types import JsonObject
from workflows.definition.parse import read_text
from workflows.examples import example_names, load_example


@dataclass(frozen=True, slots=True)
class Example:
    example: str
    name: str
    description: str
    tags: tuple[str, ...]
    tasks: int
    document: JsonObject


@cache
def examples_shown() -> tuple[Example, ...]:
    """Read once a process: they change only with the installation."""
    return tuple(_read(name) for name in example_names())


def _read(example: str) -> Example:
    document = read_text(load_example(example), limits=config().limits)
    return Example(
        example=example,
        name=document["name"],
        description=document.get("description", ""),
        tags=tuple(document.get("tags", ())),
        tasks=len(document["tasks"]),
        document=document,
    )
