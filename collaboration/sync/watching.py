"""What transactions have changed, and the update that tells others of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from pycrdt import Subscription, TransactionEvent, merge_updates

from collaboration.sync.layout import EDGES, ENTRY_ROOTS, ROOTS
from collaboration.sync.roots import SharedDoc, SharedMap, root

ChangeKind: TypeAlias = Literal["set", "removed", "text"]
NOTHING = b"\0\0"
WITH_ENTRIES = frozenset({*ENTRY_ROOTS, EDGES})


@dataclass(frozen=True, slots=True)
class Change:
    """
    Args:
        id: of the task, note, group or edge; None in `meta` and `workflow`.
        key: None: the whole entry.
        kind: `text`: somebody typed.
    """

    root: str
    id: str | None
    key: str | None
    kind: ChangeKind


@dataclass(slots=True)
class _Heard:
    """What callbacks write down; they hold neither the document nor the watcher."""

    updates: list[bytes] = field(default_factory=list)
    changes: dict[Change, None] = field(default_factory=dict)

    def update(self, event: TransactionEvent) -> None:
        # Nothing else may happen in here: another transaction would deadlock.
        self.updates.append(event.update)


class Watcher:
    """
    Listens to one document, on the thread on which it was made, until it is closed.

    Not closing it leaks the document: native code holds what this listens with.
    """

    def __init__(self, doc: SharedDoc) -> None:
        self._doc = doc
        self._heard = _Heard()
        self._roots = [root(doc, name) for name in ROOTS]
        self._listening: list[tuple[SharedMap | SharedDoc, Subscription]] = [
            (each, each.observe_deep(_listener(name, self._heard)))
            for name, each in zip(ROOTS, self._roots, strict=True)
        ]
        self._listening.append((doc, doc.observe(self._heard.update)))

    def take(self) -> tuple[bytes, tuple[Change, ...]]:
        """
        What happened since the last call: one update, empty if nothing did, and each change once.

        Empty changes beside an update: something came and went within one transaction.
        """
        heard = [each for each in self._heard.updates if each != NOTHING]
        changes = tuple(self._heard.changes)
        self._heard.updates.clear()
        self._heard.changes.clear()
        if len(heard) > 1:
            return merge_updates(*heard), changes
        return (heard[0] if heard else b""), changes

    def close(self) -> None:
        """Stop listening; harmless when done before."""
        while self._listening:
            source, subscription = self._listening.pop()
            source.unobserve(subscription)


def _listener(name: str, heard: _Heard) -> Any:
    def listen(events: list[Any]) -> None:
        for event in events:
            for change in _changes_in(name, event):
                heard.changes[change] = None

    return listen


def _changes_in(name: str, event: Any) -> Iterator[Change]:
    path = [str(part) for part in event.path]
    keys = getattr(event, "keys", None)
    if keys is None:
        yield Change(name, *_place(name, path), "text")
    elif len(path) > (name in WITH_ENTRIES):
        # Maps inside values: no honest client makes them.
        yield Change(name, *_place(name, path), "set")
    else:
        for key, what in keys.items():
            kind: ChangeKind = "removed" if what["action"] == "delete" else "set"
            yield Change(name, *_place(name, [*path, key]), kind)


def _place(name: str, path: list[str]) -> tuple[str | None, str | None]:
    """Id and key of what stands at the path, or around it."""
    entry, key, *_ = [*path, None, None]
    return (entry, key) if name in WITH_ENTRIES else (None, entry)
