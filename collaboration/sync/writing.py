"""
Writing into a shared document: a whole document into an empty one, or edits into one that lives.

An entry is set only to create it; whatever changes inside it is changed in place. An entry that was
built anew and set would rise from the dead when somebody else deletes it meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pycrdt import Doc, Map, Text

from collaboration.sync.edges import Edge, edges_of, ends_among, read_edge
from collaboration.sync.edits import (
    AddEdge,
    AddEntry,
    Edit,
    RemoveEdge,
    RemoveEntry,
    RemoveKey,
    SetValue,
    SpliceText,
)
from collaboration.sync.layout import (
    EDGES,
    ENTRY_ROOTS,
    KEYS,
    META,
    ROOTS,
    SCHEMA,
    SERVER_CLIENT,
    TASKS,
    WORKFLOW,
    is_text_key,
    lay_out,
    read_key,
    texts_of_kind,
    write_key,
)
from collaboration.sync.roots import SharedDoc, SharedMap, root
from workflows.definition.json_types import JsonObject, JsonValue


def new_doc(client_id: int = SERVER_CLIENT) -> SharedDoc:
    """An empty document, its roots declared."""
    doc: SharedDoc = Doc(client_id=client_id)
    declare_roots(doc)
    return doc


def declare_roots(doc: SharedDoc) -> None:
    """Tell the type of each root; needed once, before anything is read out of a loaded document."""
    with doc.transaction():
        for name in ROOTS:
            root(doc, name)


def write_document(doc: SharedDoc, document: JsonObject, *, generation: int) -> None:
    """
    Write a document that passed the gates of drafts into an empty one, in one transaction.

    Raises:
        ValueError: the shared document is not empty; writing again would double what it holds.
    """
    with doc.transaction():
        if any(len(root(doc, name)) for name in ROOTS):
            raise ValueError("a document is written once, into an empty one")
        meta = root(doc, META)
        meta["schema"] = document.get("schema", SCHEMA)
        meta["generation"] = generation
        around = lay_out(WORKFLOW, document)
        _fill(root(doc, WORKFLOW), WORKFLOW, around | _missing_texts(WORKFLOW, around))
        for name in ENTRY_ROOTS:
            for entry_id, value in (document.get(name) or {}).items():
                _add_entry(doc, AddEntry(name, entry_id, value))
        _add_edges(doc, edges_of(document.get(TASKS)))


def apply_edits(doc: SharedDoc, edits: Sequence[Edit]) -> None:
    """
    Apply all edits in order, in one transaction.

    Total: what was deleted stays deleted, so edits inside it are passed over.
    """
    with doc.transaction():
        _forget_old_edges(doc, edits)
        for edit in edits:
            _apply(doc, edit)


def _apply(doc: SharedDoc, edit: Edit) -> None:
    match edit:
        case SetValue() | RemoveKey() | SpliceText():
            _change(doc, edit)
        case AddEntry():
            _add_entry(doc, edit)
        case RemoveEntry():
            root(doc, edit.root).pop(edit.entry, None)
        case AddEdge():
            _add_edges(doc, (edit.edge,))
        case RemoveEdge():
            root(doc, EDGES).pop(edit.edge.id, None)


def _forget_old_edges(doc: SharedDoc, edits: Sequence[Edit]) -> None:
    """
    Take out edges of tasks that are removed, and of tasks that are new.

    Of the latter, merging may have left some behind, which would come to life with the task's id.
    """
    existing = root(doc, TASKS)
    removed = [e.entry for e in edits if isinstance(e, RemoveEntry) and e.root == TASKS]
    added = [e.entry for e in edits if isinstance(e, AddEntry) and e.root == TASKS]
    tasks = removed + [task_id for task_id in added if task_id not in existing]
    if not tasks:
        return
    edges = root(doc, EDGES)
    stored = (edge for edge_id in list(edges.keys()) if (edge := read_edge(edge_id)) is not None)
    for edge in list(ends_among(stored, tasks)):
        del edges[edge.id]


def _add_edges(doc: SharedDoc, edges: Iterable[Edge]) -> None:
    stored = root(doc, EDGES)
    for edge in edges:
        if edge.id not in stored:
            stored[edge.id] = edge.value


def _add_entry(doc: SharedDoc, edit: AddEntry) -> None:
    entries = root(doc, edit.root)
    if not isinstance(edit.value, dict):
        entries[edit.entry] = edit.value
        return
    flat = lay_out(edit.root, edit.value)
    flat |= _missing_texts(edit.root, flat)
    existing = entries.get(edit.entry)
    if isinstance(existing, Map):
        _fill(existing, edit.root, flat)
    else:
        entries[edit.entry] = Map(
            {key: _new_value(edit.root, key, value) for key, value in flat.items()}
        )


def _fill(entry: SharedMap, name: str, flat: JsonObject) -> None:
    for key, value in flat.items():
        entry[key] = _new_value(name, key, value)


def _new_value(name: str, key: str, value: JsonValue) -> JsonValue:
    return Text(value) if isinstance(value, str) and is_text_key(name, key) else value


def _missing_texts(name: str, flat: JsonObject) -> JsonObject:
    """Empty texts that an object has from the beginning."""
    texts = texts_of_kind(flat.get("kind")) if name == TASKS else KEYS[name].texts
    return {key: "" for key in texts if key not in flat}


def _change(doc: SharedDoc, edit: SetValue | RemoveKey | SpliceText) -> None:
    entry = root(doc, edit.root) if edit.entry is None else root(doc, edit.root).get(edit.entry)
    if not isinstance(entry, Map):
        return
    match edit:
        case SetValue():
            entry[edit.key] = edit.value
            if edit.root == TASKS and edit.key == "kind":
                _give_texts(entry, edit.value)
        case RemoveKey():
            entry.pop(edit.key, None)
        case SpliceText():
            _splice(entry, edit)
    _drop_overshadowed(entry, edit.root, edit.key)


def _give_texts(task: SharedMap, kind: JsonValue) -> None:
    for key in texts_of_kind(kind):
        if key not in task:
            task[key] = Text()


def _splice(entry: SharedMap, edit: SpliceText) -> None:
    stored = entry.get(edit.key)
    before = str(stored) if isinstance(stored, str | Text) else ""
    start = min(edit.index, len(before))
    end = min(start + edit.deleted, len(before))
    if not isinstance(stored, Text):
        entry[edit.key] = Text(before[:start] + edit.inserted + before[end:])
        return
    # pycrdt counts in bytes of UTF-8.
    at = len(before[:start].encode())
    length = len(before[start:end].encode())
    if length:
        del stored[at : at + length]
    if edit.inserted:
        stored.insert(at, edit.inserted)


def _drop_overshadowed(entry: SharedMap, name: str, key: str) -> None:
    """A plain value under the name of a flattened object, left by a merge, would show up later."""
    names = read_key(name, key)
    if names is not None and len(names) > 1:
        entry.pop(write_key(name, names[0]), None)
