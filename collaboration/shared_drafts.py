"""
The drafts port on shared documents: REST, imports and restoring edit what people see live.

An edit locks the document's row, loads the log, changes it as JSON, and appends the difference as
one update together with the new draft row, in one transaction. So what others do at the same time
elsewhere in the document stays, and revisions are the numbers of the log.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from collaboration.conf import config as live_config
from collaboration.errors import DocumentGone
from collaboration.models import Origin, SharedDocument
from collaboration.persistence.appending import LockedDocument, lock_documents, write_entries
from collaboration.persistence.beginning import begin_document, find_document
from collaboration.persistence.documents import open_document
from collaboration.persistence.entries import Entry
from collaboration.persistence.paths import touched_by
from collaboration.persistence.projections import store_projection, write_projection
from collaboration.persistence.reading import load_state
from collaboration.sync.differences import difference, is_same
from collaboration.sync.edits import Edit, RemoveEdge
from collaboration.sync.layout import ENTRY_ROOTS, TASKS
from collaboration.sync.projection import dangling_edges, project
from collaboration.sync.roots import SharedDoc
from collaboration.sync.shape import ShapeBounds
from collaboration.sync.sizes import find_too_large
from collaboration.sync.watching import Watcher
from collaboration.sync.writing import apply_edits
from workflows.conf import config
from workflows.crashpoints import crashpoint
from workflows.definition.canonical import canonical_text
from workflows.definition.json_types import JsonObject, TaskId
from workflows.drafts import DraftState, Operation
from workflows.drafts import project as show_in_lists
from workflows.drafts.gates import check_changes, check_draft
from workflows.drafts.operations import apply_operations
from workflows.errors import DocumentInvalid, DraftChanged
from workflows.models import Draft, User, Workflow


class SharedDrafts:
    """The port; `workflows.drafts.port.DraftPort` says what it promises."""

    @transaction.atomic
    def create(self, workflow: Workflow, document: JsonObject, *, by: User) -> DraftState:
        check_draft(document)
        _refuse_too_large(document)
        text = canonical_text(document)
        draft = Draft.objects.create(workflow=workflow, document=text, changed_by=by)
        begin_document(
            workflow, document, number=draft.revision, author_id=by.pk, origin=Origin.CREATE
        )
        show_in_lists(workflow, document)
        return DraftState(json.loads(text), draft.revision, draft.changed_at)

    def read(self, workflow: Workflow) -> DraftState:
        """One row while nobody has edited live since it was written."""
        newest = F("workflow__shared_document__number")
        draft = Draft.objects.annotate(newest=newest).filter(workflow=workflow).first()
        if draft is None:
            raise DocumentGone
        if draft.newest is None or draft.newest <= draft.revision:
            return DraftState(json.loads(draft.document), draft.revision, draft.changed_at)
        return refresh_projection(find_document(workflow).pk)

    def replace(
        self, workflow: Workflow, document: JsonObject, *, by: User, expected: int | None
    ) -> DraftState:
        return self._change(workflow, lambda _: document, by, expected)

    def apply(
        self,
        workflow: Workflow,
        operations: Sequence[Operation],
        *,
        by: User,
        expected: int | None,
    ) -> DraftState:
        limits = config().limits
        return self._change(
            workflow,
            lambda document: apply_operations(document, operations, limits=limits, may_change=True),
            by,
            expected,
        )

    def _change(
        self,
        workflow: Workflow,
        change: Callable[[JsonObject], JsonObject],
        by: User,
        expected: int | None,
    ) -> DraftState:
        with transaction.atomic():
            draft = open_for_change(workflow)
            if expected is not None and expected != draft.document.number:
                raise DraftChanged(draft.document.number)
            wanted = change(draft.read())
            draft.check(wanted)
            state = draft.become(wanted, author=by, origin=Origin.REST)
            crashpoint("append.before_commit")
        crashpoint("append.after_commit")
        return state


@dataclass(frozen=True, slots=True)
class Pruned:
    """Which edges are gone, and the number of the log since."""

    number: int
    removed: tuple[str, ...]


@transaction.atomic
def prune_edges(workflow: Workflow, edge_ids: Iterable[str], *, by: User) -> Pruned:
    """
    Remove named edges that merging left without one of their tasks, as one edit.

    One whose task has come back meanwhile (somebody undid its deletion) stays.
    """
    return open_for_change(workflow).prune(edge_ids, author=by)


@dataclass(slots=True)
class OpenDraft:
    """A document whose row is locked, in memory until the transaction ends."""

    workflow: Workflow
    document: LockedDocument
    doc: SharedDoc
    now_says: JsonObject
    text: str | None
    _checked: tuple[JsonObject, frozenset[TaskId]] | None = None

    def read(self) -> JsonObject:
        """What it says, for the caller to keep and change."""
        # Reading the text anew is quicker than copying what was read of it.
        copied: JsonObject = deepcopy(self.now_says) if self.text is None else json.loads(self.text)
        return copied

    def check(self, wanted: JsonObject) -> None:
        """
        Raises:
            DocumentInvalid: what would change may not be in a draft.
        """
        if not all(isinstance(wanted.get(name, {}), dict) for name in ENTRY_ROOTS):
            check_draft(wanted)
        now = self.now_says
        tasks = changed_keys(now.get(TASKS) or {}, wanted.get(TASKS) or {})
        check_changes(wanted, tasks=tasks, around=changed_keys(now, wanted, besides=TASKS))
        self._checked = wanted, tasks

    def become(self, wanted: JsonObject, *, author: User, origin: Origin) -> DraftState:
        """
        Append what makes the document say `wanted`, which passed the gates, and project it.

        Where nothing differs, nothing is written and the number stays.
        """
        number = self._append_difference(wanted, author, origin)
        if number == self.document.number:
            return DraftState(self.now_says, number, changed_at(self.document.key))
        now = timezone.now()
        self.now_says, self.text = project(self.doc), None
        write_projection(self.workflow, number, self.now_says, author_id=author.pk, at=now)
        return DraftState(self.now_says, number, now)

    def _append_difference(self, wanted: JsonObject, author: User, origin: Origin) -> int:
        checked, tasks = self._checked or (None, None)
        # To compare what was compared for the gates again costs more than all that is left of it.
        edits = difference(self.now_says, wanted, tasks=tasks if checked is wanted else None)
        if origin is not Origin.RESTORE:  # what was there once may come back
            _refuse_too_large(wanted, edits)
        return self._append(edits, author, origin) if edits else self.document.number

    def prune(self, edge_ids: Iterable[str], *, author: User) -> Pruned:
        """Remove those of the named edges that have lost one of their tasks; others stay."""
        named = frozenset(edge_ids)
        edges = [edge for edge in dangling_edges(self.doc) if edge.id in named]
        number = self.document.number
        if edges:
            number = self._append([RemoveEdge(edge) for edge in edges], author, Origin.REST)
            now = timezone.now()
            write_projection(self.workflow, number, self.now_says, author_id=author.pk, at=now)
        return Pruned(number, tuple(edge.id for edge in edges))

    def _append(self, edits: Sequence[Edit], author: User, origin: Origin) -> int:
        watcher = Watcher(self.doc)
        try:
            apply_edits(self.doc, edits)
            update, changes = watcher.take()
        finally:
            watcher.close()
        return write_entries(self.document, [Entry(update, author.pk, origin, touched_by(changes))])


def _refuse_too_large(document: JsonObject, edits: Sequence[Edit] | None = None) -> None:
    """
    Raises:
        DocumentInvalid: no client could write a field so large, or so many.
    """
    live = live_config()
    bounds = ShapeBounds(
        notes=live.notes,
        groups=live.notes,
        text_chars=live.text_chars,
        value_bytes=live.value_bytes,
    )
    if problems := find_too_large(document, bounds, edits):
        raise DocumentInvalid(problems=problems)


def changed_keys(old: JsonObject, new: JsonObject, *, besides: str = "") -> frozenset[str]:
    """Keys that are new, gone, or whose values are not quite the same."""
    return frozenset(
        key
        for key in old.keys() | new.keys()
        if key != besides and (key not in old or key not in new or not is_same(old[key], new[key]))
    )


def open_for_change(workflow: Workflow) -> OpenDraft:
    """
    Lock the document and load it, within the caller's transaction.

    Raises:
        DocumentGone: the workflow was deleted.
        DocumentDamaged: the log cannot be read.
    """
    key = find_document(workflow).pk
    locked = lock_documents([key]).get(key)
    if locked is None:
        raise DocumentGone
    doc = open_document(load_state(key))
    written = Draft.objects.filter(workflow=workflow, revision=locked.number)
    text = written.values_list("document", flat=True).first()
    says = project(doc) if text is None else json.loads(text)
    return OpenDraft(workflow, locked, doc, says, text)


def refresh_projection(document_id: int) -> DraftState:
    """What the log says now; the draft's row is brought up to date on the way."""
    state = load_state(document_id)
    document = project(open_document(state))
    store_projection(document_id, state.number, document)
    return DraftState(document, state.number, changed_at(document_id))


def changed_at(document_id: int) -> datetime:
    return SharedDocument.objects.values_list("changed_at", flat=True).get(pk=document_id)
