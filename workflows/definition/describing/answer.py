"""
A model's answer made into a document; pure, and total.

Small models number steps wrongly, repeat themselves and leave things out. Whatever they say becomes
a valid document of what can be used, or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workflows.definition.describing.question import MOST_STEPS
from workflows.definition.json_types import JsonObject, JsonValue, TaskId
from workflows.definition.json_values import UNSAFE_TEXT
from workflows.definition.list_form.ids import free_id, slug_id

LONGEST_NAME = 60
LONGEST_INSTRUCTION = 1_000
WORD = re.compile(r"\w{4,}")
NUMBER_BEFORE = re.compile(r"^(?:\d{1,2}[.)]\s+)+")
TEMPLATE_MARK = re.compile(r"\{[{%]")


@dataclass(frozen=True, slots=True)
class Step:
    """`after`: places of earlier steps, from 0."""

    name: str
    instruction: str
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Doer:
    """An agent of the team; `about`: words that tell what it is for."""

    slug: str
    about: str


@dataclass(slots=True)
class _Reading:
    """The steps so far; `place_of`: which of them a number of the answer stands for."""

    steps: list[Step] = field(default_factory=list)
    place_of: dict[int, int] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)


def read_steps(answer: JsonValue) -> list[Step]:
    """
    The usable steps of an answer, each after those that it names and that come before it.

    A step that names none, though it is not the first, comes after the one before it, unless it
    says so (0). What is said twice is one step.
    """
    rows = answer.get("steps") if isinstance(answer, dict) else None
    reading = _Reading()
    for number, row in enumerate(rows if isinstance(rows, list) else (), start=1):
        if isinstance(row, dict) and len(reading.steps) < MOST_STEPS:
            _read_row(reading, number, row)
    return reading.steps


def _read_row(reading: _Reading, number: int, row: JsonObject) -> None:
    instruction = _plain(row.get("instruction"), LONGEST_INSTRUCTION)
    name = _plain(row.get("name"), LONGEST_NAME)
    if not (instruction or name):
        return
    instruction, name = instruction or name, name or _first_words(instruction)
    key = " ".join(re.findall(r"\w+", instruction.casefold())) or instruction
    known = reading.said.get(key)
    if known is not None:
        reading.place_of[number] = known
        return
    reading.said[key] = reading.place_of[number] = len(reading.steps)
    reading.steps.append(Step(name, instruction, _places(reading, number, row.get("after"))))


def _places(reading: _Reading, number: int, after: JsonValue) -> tuple[int, ...]:
    """Where the earlier steps stand that it names; only those, so that nothing goes in circles."""
    named = [n for n in after if type(n) is int] if isinstance(after, list) else []
    places = sorted({reading.place_of[n] for n in named if n < number and n in reading.place_of})
    if places or named == [0]:
        return tuple(places)
    return (len(reading.steps) - 1,) if reading.steps else ()


def _plain(value: JsonValue, longest: int) -> str:
    """One line of text that can be stored; a number before it is the list's, not its own."""
    text = UNSAFE_TEXT.sub("", value) if isinstance(value, str) else ""
    return NUMBER_BEFORE.sub("", " ".join(text.split()))[:longest].strip()


def _first_words(instruction: str) -> str:
    return instruction[:LONGEST_NAME].rpartition(" ")[0] or instruction[:LONGEST_NAME]


def document_of(steps: Sequence[Step], name: str, doers: Sequence[Doer]) -> JsonObject | None:
    """
    A document of agent tasks in this order; None: there is no step, or nobody to do it.

    Args:
        doers: who may do a step: the one whose words it shares most, else the first.
    """
    if not steps or not doers:
        return None
    ids = _ids(steps)
    names = _unlike([step.name for step in steps])
    tasks = {ids[place]: _task(step, ids, names, place, doers) for place, step in enumerate(steps)}
    read = {place for step in steps for place in step.after}
    last = [ids[place] for place in range(len(steps)) if place not in read]
    return {
        "schema": 1,
        "name": _plain(name, LONGEST_NAME) or "Described workflow",
        "tasks": tasks,
        "outputs": {task: f"{{{{ tasks.{task}.output }}}}" for task in last},
    }


def _ids(steps: Sequence[Step]) -> list[TaskId]:
    taken: list[TaskId] = []
    for place, step in enumerate(steps, start=1):
        taken.append(free_id(slug_id(step.name) or f"step_{place}", taken))
    return taken


def _unlike(names: Sequence[str]) -> list[str]:
    """Each name once: doubled ones get a number."""
    made: list[str] = []
    for name in names:
        free, number = name, 1
        while free in made:
            number += 1
            free = f"{name} {number}"
        made.append(free)
    return made


def _task(
    step: Step, ids: Sequence[TaskId], names: Sequence[str], place: int, doers: Sequence[Doer]
) -> JsonObject:
    before = {ids[each]: names[each] for each in step.after}
    task: JsonObject = {
        "name": names[place],
        "kind": "agent",
        "agent": _doer_of(step, doers).slug,
        "input": {"prompt": "\n\n".join(_prompt(step, before))},
        "timeout_s": 300,
        "retry": {"max_attempts": 3},
    }
    return {**task, "depends_on": list(before)} if before else task


def _prompt(step: Step, before: Mapping[TaskId, str]) -> Iterator[str]:
    yield literal(step.instruction)
    for task, name in before.items():
        yield f"{literal(name)}:\n{{{{ tasks.{task}.output }}}}"


def literal(text: str) -> str:
    """A template that gives exactly this text."""
    return TEMPLATE_MARK.sub(lambda mark: f"{{{{ '{mark[0]}' }}}}", text)


def _doer_of(step: Step, doers: Sequence[Doer]) -> Doer:
    wanted = _stems(f"{step.name} {step.instruction}")
    return max(doers, key=lambda doer: len(wanted & _stems(doer.about)))


def _stems(text: str) -> frozenset[str]:
    """The beginnings of longer words: writes, writing and write are about the same."""
    return frozenset(word[:4] for word in WORD.findall(text.casefold()))
