"""Drafts kept as one row each, for installations without live editing."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone

from workflows.conf import config
from workflows.definition.canonical import canonical_text
from workflows.definition.json_types import JsonObject
from workflows.drafts.gates import check_draft
from workflows.drafts.operations import Operation, apply_operations
from workflows.drafts.port import DraftState
from workflows.errors import DraftChanged
from workflows.models import Draft, User, Workflow

# Writers without `expected` meet only each other; each round, one of them wins.
ROUNDS = 20
MAX_TAGS = 100


class RowDrafts:
    """The port on table rows; a conditional UPDATE decides who of two writers was first."""

    @transaction.atomic
    def create(self, workflow: Workflow, document: JsonObject, *, by: User) -> DraftState:
        check_draft(document)
        text = canonical_text(document)
        draft = Draft.objects.create(workflow=workflow, document=text, changed_by=by)
        project(workflow, document)
        return DraftState(json.loads(text), draft.revision, draft.changed_at)

    def read(self, workflow: Workflow) -> DraftState:
        return _state(Draft.objects.get(workflow=workflow))

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
        for _ in range(ROUNDS):
            draft = Draft.objects.get(workflow=workflow)
            if expected is not None and draft.revision != expected:
                raise DraftChanged(draft.revision)
            document = change(json.loads(draft.document))
            check_draft(document)
            saved = _save(workflow, draft.revision, document, by)
            if saved is not None:
                return saved
        raise DraftChanged(draft.revision)


@transaction.atomic
def _save(workflow: Workflow, revision: int, document: JsonObject, by: User) -> DraftState | None:
    """The new state, or None when another writer was first."""
    now, text = timezone.now(), canonical_text(document)
    found = Draft.objects.filter(workflow=workflow, revision=revision)
    changed = found.update(document=text, revision=revision + 1, changed_by=by, changed_at=now)
    if not changed:
        return None
    project(workflow, document)
    return DraftState(json.loads(text), revision + 1, now)


def project(workflow: Workflow, document: JsonObject) -> None:
    """Copy to the workflow's row what lists show; updates the instance too."""
    tags = document.get("tags")
    workflow.name = str(document.get("name") or workflow.slug)[:200]
    workflow.description = str(document.get("description") or "")
    workflow.tags = [str(tag) for tag in tags[:MAX_TAGS]] if isinstance(tags, list) else []
    workflow.changed_at = timezone.now()
    workflow.save(update_fields=["name", "description", "tags", "changed_at"])


def _state(draft: Draft) -> DraftState:
    return DraftState(json.loads(draft.document), draft.revision, draft.changed_at)
