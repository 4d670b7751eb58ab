"""
People who edit one document of our layout, each on a replica of their own.

A history is what they sent, in an order in which every update can be applied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from hypothesis import strategies as st
from pycrdt import Doc, Map, Text, TransactionEvent

from collaboration.sync.updates import (
    ScanBounds,
    ScannedUpdate,
    StateVector,
    adds_nothing,
    read_state_vector,
    scan_update,
)
from collaboration.sync.updates import deleted_ranges as ranges_of
from collaboration.sync.updates.bounds import DeletedRanges

ROOTS = ("workflow", "tasks", "edges", "notes", "groups")
BOUNDS = ScanBounds()
# Also one beyond 32 bits; equal to none that the server uses.
CLIENTS = (7, 3_000_000_000, 2**53 - 1)
WORDS = ("plan ", "\n", "é", "日本", "🦀", "👩‍👩‍👧", "{{ tasks.a.output }}")
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 2**40, -(2**53) + 1, "", "Zoë 🦀",
    [], {}, [1, [2, {"a": None}]], {"ü": 0.1},
)  # fmt: skip

Document: TypeAlias = Doc[Map[Any]]
Edit: TypeAlias = Callable[[Document, int, int], None]


def new_document(client: int | None = None) -> Document:
    doc: Document = Doc(client_id=client)
    for name in ROOTS:
        doc.get(name, type=Map)
    return doc


def root(doc: Document, name: str) -> Map[Any]:
    return doc.get(name, type=Map)


def state_of(doc: Document) -> dict[int, int]:
    return read_state_vector(doc.get_state(), clients=10_000)


def deletions_of(doc: Document) -> DeletedRanges:
    return ranges_of(doc.get_update(doc.get_state()))


def content_of(doc: Document) -> dict[str, Any]:
    return {name: root(doc, name).to_py() for name in ROOTS}


def has_all_of(doc: Document, scanned: ScannedUpdate) -> bool:
    """Whether native code applied all of an update, so that nothing of it waits for others."""
    return adds_nothing(scanned, state_of(doc), deletions_of(doc))


def scan(update: bytes) -> ScannedUpdate:
    return scan_update(update, BOUNDS)


def state_after(state: StateVector, scanned: ScannedUpdate) -> dict[int, int]:
    ends = {client: end for client, (_, end) in scanned.spans.items()}
    return {c: max(state.get(c, 0), ends.get(c, 0)) for c in state.keys() | ends.keys()}


def _add_task(doc: Document, a: int, b: int) -> None:
    name = f"t{a % 4}"
    if name not in root(doc, "tasks"):
        task = {"name": WORDS[b % 7], "pos": [a, b / 2], "prompt": Text(WORDS[a % 7])}
        root(doc, "tasks")[name] = Map(task)


def _edit_task(doc: Document, a: int, b: int) -> None:
    for task in _some(doc, "tasks", a):
        task[f"input.k{b % 3}"] = VALUES[b % len(VALUES)]


def _move_task(doc: Document, a: int, b: int) -> None:
    for task in _some(doc, "tasks", a):
        with doc.transaction():
            task["pos"] = [b, a]
            task["pos"] = [b + 0.5, -a]


def _remove_key(doc: Document, a: int, b: int) -> None:
    for task in _some(doc, "tasks", a):
        task.pop(f"input.k{b % 3}", None)


def _remove_task(doc: Document, a: int, b: int) -> None:
    root(doc, "tasks").pop(f"t{a % 4}", None)


def _type(doc: Document, a: int, b: int) -> None:
    for task in _some(doc, "tasks", a):
        if isinstance(prompt := task.get("prompt"), Text):
            text = str(prompt)
            prompt.insert(len(text[: b % (len(text) + 1)].encode()), WORDS[(a + b) % 7])


def _erase(doc: Document, a: int, b: int) -> None:
    for task in _some(doc, "tasks", a):
        if isinstance(prompt := task.get("prompt"), Text):
            text = str(prompt)
            start = b % (len(text) + 1)
            stop = min(len(text), start + 3)
            del prompt[len(text[:start].encode()) : len(text[:stop].encode())]


def _link(doc: Document, a: int, b: int) -> None:
    edge = {"source": f"t{a % 4}", "target": f"t{b % 4}"}
    root(doc, "edges")[f"t{a % 4}>t{b % 4}"] = edge


def _unlink(doc: Document, a: int, b: int) -> None:
    root(doc, "edges").pop(f"t{a % 4}>t{b % 4}", None)


def _note(doc: Document, a: int, b: int) -> None:
    if f"n{a % 2}" in root(doc, "notes"):
        root(doc, "notes").pop(f"n{a % 2}")
    else:
        root(doc, "notes")[f"n{a % 2}"] = Map({"text": Text(WORDS[b % 7]), "pos": [1, 2]})


def _describe(doc: Document, a: int, b: int) -> None:
    root(doc, "workflow")[("name", "tags", "x")[a % 3]] = VALUES[b % len(VALUES)]


def _some(doc: Document, name: str, index: int) -> Sequence[Map[Any]]:
    entry = root(doc, name).get(f"t{index % 4}")
    return [entry] if isinstance(entry, Map) else []


EDITS: tuple[Edit, ...] = (
    _add_task, _edit_task, _move_task, _remove_key, _remove_task, _type, _erase, _type, _link,
    _unlink, _note, _describe,
)  # fmt: skip
CATCH_UP = len(EDITS)


@dataclass(frozen=True)
class Act:
    who: int
    what: int
    a: int
    b: int


ACTS = st.builds(
    Act,
    who=st.integers(0, len(CLIENTS) - 1),
    what=st.integers(0, CATCH_UP),
    a=st.integers(0, 40),
    b=st.integers(0, 40),
)


def play(acts: Sequence[Act]) -> list[bytes]:
    """What the three sent; who catches up gets everything that was sent so far."""
    docs = [new_document(client) for client in CLIENTS]
    sent: list[bytes] = []
    seen = [0] * len(docs)
    heard: list[bytes] = []

    def listen(event: TransactionEvent) -> None:
        heard.append(event.update)

    subscriptions = [doc.observe(listen) for doc in docs]
    for act in acts:
        doc = docs[act.who]
        if act.what == CATCH_UP:
            with doc.transaction():
                for update in sent[seen[act.who] :]:
                    doc.apply_update(update)
            seen[act.who] = len(sent)
            heard.clear()
        else:
            EDITS[act.what](doc, act.a, act.b)
            sent += heard
            heard.clear()
    for doc, subscription in zip(docs, subscriptions, strict=True):
        doc.unobserve(subscription)
    return sent


HISTORIES = st.lists(ACTS, max_size=40)
