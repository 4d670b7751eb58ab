"""
Documents that drafts may be, and changes that people make, out of a seed.

Every kind of task and some unknown ones, awkward names, notes and groups. Made of plain random
choices: a hundred times faster than composed strategies, and the same in every run.
"""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

Raw = dict[str, Any]

# Names that look like those of the layout, or like its ways to escape them.
AWKWARD_NAMES = (
    "pos", "~2pos", "~", "~0", "a.b", "input.data", "input.prompt", "", "😀", "position", "text",
    "~1", "a~2.b", "prompt", "x_own", "constructor", "__proto__", "toString", "a>b", "\n",
)  # fmt: skip
# Those that a task may give to anything.
OWN_NAMES = tuple(name for name in AWKWARD_NAMES if name != "position")
# Yjs cannot set a plain object with a `constructor`, and loses what `__proto__` holds in one.
NAMES_INSIDE = tuple(name for name in AWKWARD_NAMES if name not in ("constructor", "__proto__"))
# Code points of one to four bytes, and what tells words and lines apart.
LETTERS = "ab ä€😀\n.{}"
NUMBERS = (0, 1, -1, 2**53 - 1, -(2**53) + 1, 0.5, -0.25, 1e21 / 1e10, 5e-324, 1e-7, 0.1, 100)
KINDS = (
    "agent", "function", "http", "transform", "branch", "map", "loop", "workflow", "approval",
    "wait", "unheard_of",
)  # fmt: skip
# Other processes may have the machine for a while.
unhurried = settings(deadline=None)
seeds = st.integers(0, 2**32 - 1)


def documents() -> st.SearchStrategy[Raw]:
    return seeds.map(lambda seed: random_document(Random(seed)))


def random_document(random: Random) -> Raw:
    ids = random.sample([f"t{i}" for i in range(20)], random.randint(0, 6))
    document = {
        "schema": 1,
        "name": random_text(random) or "Orders",
        "tasks": {task_id: random_task(random, ids) for task_id in ids},
    }
    around = {
        "description": random_text(random),
        "tags": ["a", "b"],
        "inputs": {"type": "object", "properties": {"a": random_value(random)}},
        "settings": random.choice([{}, {"timeout_s": 5}, {"budget": {"usd": 1.5}}]),
        "notes": random_entries(random),
        "groups": random_entries(random),
        random.choice([name for name in AWKWARD_NAMES if name]): random_value(random),
    }
    return document | _some(random, around)


def random_task(random: Random, ids: list[str]) -> Raw:
    task: Raw = {"kind": random.choice(KINDS)}
    fields = {
        "name": random_text(random) or "x",
        "agent": "writer",
        "input": random.choice([{}, {"prompt": random_text(random)}, _flattened(random)]),
        "arguments": _flattened(random),
        "cache": random.choice([{}, {"ttl_s": 5}]),
        "code": random.choice([random_text(random), random_value(random)]),
        "description": random_text(random),
        "disabled": random.random() < 0.5,
        "group": random.choice(["g1", "Größe"]),
        "inputs": _flattened(random),
        "message": random_text(random),
        "position": [random.choice(NUMBERS), random.choice(NUMBERS)],
        "request": {"url": "https://example.org", "headers": {"a.b": "c"}, "json": [1, {}]},
        "retry": random.choice([{}, {"max_attempts": 3}, random_value(random)]),
        "value": random_value(random),
        random.choice(OWN_NAMES): random_value(random),
    }
    task |= _some(random, fields)
    if random.random() < 0.7:
        task["depends_on"] = [_random_source(random, ids) for _ in range(random.randint(0, 3))]
    if random.random() < 0.2:
        task["parent"] = random.choice(ids)
    return task


def _random_source(random: Random, ids: list[str]) -> str:
    return random.choice(ids) + random.choice(["", "", ".failed", ".enough"])


def random_entries(random: Random) -> Raw:
    return {
        _random_name(random, AWKWARD_NAMES): _random_entry(random)
        for _ in range(random.randint(0, 3))
    }


def _random_entry(random: Random) -> Any:
    if random.random() < 0.2:
        return random_value(random)
    fields = {"text": random_text(random), "position": [1, 2.5], "pos": 7, "size": [10, 20]}
    fields |= {"name": random_text(random), "color": "blue", "collapsed": True}
    return _some(random, fields)


def random_text(random: Random) -> str:
    return "".join(random.choices(LETTERS, k=random.choice([0, 1, 5, 20, 60])))


def random_object(random: Random, depth: int = 0) -> Raw:
    names = {_random_name(random, NAMES_INSIDE) for _ in range(random.randint(0, 3))}
    return {name: random_value(random, depth + 1) for name in sorted(names)}


def _flattened(random: Random) -> Raw:
    names = {_random_name(random, AWKWARD_NAMES) for _ in range(random.randint(0, 3))}
    return {name: random_value(random, 1) for name in sorted(names)}


def random_value(random: Random, depth: int = 0) -> Any:
    pick = random.random()
    if pick < 0.2 and depth < 3:
        return [random_value(random, depth + 1) for _ in range(random.randint(0, 3))]
    if pick < 0.4 and depth < 3:
        return random_object(random, depth)
    return random.choice([None, True, False, random.choice(NUMBERS), random_text(random)])


def _random_name(random: Random, awkward: tuple[str, ...]) -> str:
    return random.choice(awkward) if random.random() < 0.5 else random_text(random)


def _some(random: Random, fields: Raw) -> Raw:
    return {key: value for key, value in fields.items() if random.random() < 0.5}


def random_change(document: Raw, random: Random) -> Raw:
    """The document after a few changes of the sort that people make."""
    document = copy.deepcopy(document)
    for _ in range(random.randint(1, 5)):
        random.choice(CHANGES)(document, random)
    return document


def _add_tasks(document: Raw, random: Random) -> None:
    tasks = document["tasks"]
    tasks |= {k: v for k, v in random_document(random)["tasks"].items() if k not in tasks}
    _forget(document)


def _remove_task(document: Raw, random: Random) -> None:
    if document["tasks"]:
        del document["tasks"][random.choice(sorted(document["tasks"]))]
        _forget(document)


def _forget(document: Raw) -> None:
    """Dependencies on what is gone: the gates of drafts refuse them."""
    tasks = document["tasks"]
    for task in tasks.values():
        if "depends_on" in task:
            task["depends_on"] = [s for s in task["depends_on"] if s.split(".")[0] in tasks]


def _change_task(document: Raw, random: Random) -> None:
    tasks = document["tasks"]
    if tasks:
        task_id = random.choice(sorted(tasks))
        fresh = random_task(random, sorted(tasks))
        tasks[task_id] = _some(random, tasks[task_id]) | _some(random, fresh)
        tasks[task_id].setdefault("kind", fresh["kind"])


def _type(document: Raw, random: Random) -> None:
    """Somebody edits a text in the middle."""
    for task in document["tasks"].values():
        given = task.get("input")
        prompt = given.get("prompt") if isinstance(given, dict) else None
        if isinstance(prompt, str):
            at = random.randint(0, len(prompt))
            prompt = prompt[:at] + random_text(random) + prompt[at + random.randint(0, 3) :]
            task["input"] = {**given, "prompt": prompt}


def _change_around(document: Raw, random: Random) -> None:
    fresh = random_document(random)
    del fresh["tasks"]
    document |= fresh
    document.pop(random.choice(["notes", "groups", "description", "settings"]), None)


CHANGES = (_add_tasks, _remove_task, _change_task, _type, _change_around)
