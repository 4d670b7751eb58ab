"""Documents, authors and updates for tests of what stores them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections
from pycrdt import Doc, Map

from collaboration.models import DocumentSnapshot, SharedDocument
from collaboration.persistence.log import (
    Append,
    Entry,
    StoredState,
    append,
    find_document,
    load_state,
)
from collaboration.sync.differences import difference
from collaboration.sync.projection import project
from collaboration.sync.roots import SharedDoc
from collaboration.sync.writing import apply_edits
from tests.rest.world import DOCUMENT, person, team
from workflows.drafts import drafts, read_operations
from workflows.models import Role, User, Workflow
from workflows.services.workflows import create_workflow

PATIENCE_S = 60


def a_workflow(name: str = "one", document: dict[str, Any] | None = None) -> tuple[Workflow, User]:
    """A workflow, and an owner of its team."""
    one = team(name)
    ada = person(f"ada-{name}", one, Role.OWNER)
    workflow = create_workflow(user=ada, team_id=one.public_id, document=document or DOCUMENT)
    return workflow, ada


class Writer:
    """An editor with a document of its own, whose updates it hands out."""

    def __init__(self, client: int = 7) -> None:
        self.doc: Doc[Any] = Doc(client_id=client)
        self.values = self.doc.get("workflow", type=Map)

    def set(self, key: str, value: Any) -> bytes:
        before = self.doc.get_state()
        self.values[key] = value
        return self.doc.get_update(before)


def entry(update: bytes, author: User | None = None, *touched: str) -> Entry:
    return Entry(update, author.pk if author else None, "edit", touched)


def appending(document: SharedDocument, *entries: Entry, known: int | None = None) -> Append:
    newest = document.number if known is None else known
    return Append(document.pk, document.generation, newest, entries)


def append_one(document: SharedDocument, *entries: Entry, known: int | None = None) -> Any:
    (outcome,) = append([appending(document, *entries, known=known)])
    return outcome


def in_threads(count: int, work: Callable[[int], object]) -> None:
    """Do `work(0)`, `work(1)`, … at once; the first error of any is raised here."""
    barrier, errors = threading.Barrier(count), []

    def run(index: int) -> None:
        try:
            barrier.wait(PATIENCE_S)
            work(index)
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    if errors:
        raise errors[0]


def values_of(updates: StoredState | Sequence[bytes]) -> dict[str, Any]:
    """What the root `workflow` holds after these updates."""
    doc: Doc[Any] = Doc()
    for update in updates.updates if isinstance(updates, StoredState) else updates:
        doc.apply_update(update)
    return dict(doc.get("workflow", type=Map).to_py() or {})


def an_empty_log(workflow: Workflow) -> SharedDocument:
    """A document that holds nothing yet, whatever the workflow's draft says."""
    SharedDocument.objects.filter(workflow=workflow).delete()
    document = SharedDocument.objects.create(workflow=workflow, number=1)
    DocumentSnapshot.objects.create(document=document, number=1, state=Doc().get_update())
    return document


def edit_live(workflow: Workflow, author: User, **changes: Any) -> None:
    """What a browser does: change the document, and only its log."""
    document = find_document(workflow)
    doc: SharedDoc = Doc(client_id=77)
    with doc.transaction():
        for update in load_state(document.pk).updates:
            doc.apply_update(update)
    before = doc.get_state()
    now = project(doc)
    apply_edits(doc, difference(now, {**now, **changes}))
    append([appending(document, entry(doc.get_update(before), author, *changes))])


def patch(workflow: Workflow, by: User, *operations: dict[str, Any]) -> Any:
    return drafts().apply(workflow, read_operations(list(operations), most=9), by=by, expected=None)


def add(path: str, value: Any) -> dict[str, Any]:
    return {"op": "add", "path": path, "value": value}


def replace(path: str, value: Any) -> dict[str, Any]:
    return {"op": "replace", "path": path, "value": value}
