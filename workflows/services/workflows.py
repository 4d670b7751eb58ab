"""Workflows: made empty, from a document, from text, from an example or from another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from workflows.access import Capability, team_for, workflow_for
from workflows.conf import config
from workflows.definition.json_types import JsonObject
from workflows.definition.parse import read_text
from workflows.definition.seeds_form import import_list_form, is_list_form
from workflows.drafts import DraftState, Operation, drafts
from workflows.errors import Problem
from workflows.examples import load_example
from workflows.models import User, Workflow
from workflows.services.audit import record
from workflows.services.slugs import check_free, free_slug


@dataclass(frozen=True, slots=True)
class Imported:
    """A workflow made from text, and what was changed while it was read."""

    workflow: Workflow
    notices: Sequence[Problem]


def empty_document(name: str) -> JsonObject:
    return {"schema": 1, "name": name, "tasks": {}}


@transaction.atomic
def create_workflow(
    *, user: User, team_id: UUID, document: JsonObject, slug: str | None = None
) -> Workflow:
    """
    A new workflow with this document as its draft.

    Raises:
        DocumentInvalid: the document may not be a draft.
        SlugTaken: another workflow of the team has this slug.
    """
    team = team_for(user, team_id, Capability.EDIT)
    theirs = Workflow.objects.filter(team=team)
    if slug:
        check_free(theirs, slug)
    name = str(document.get("name") or "Untitled")
    workflow = Workflow.objects.create(
        team=team,
        slug=slug or free_slug(theirs, name, fallback="workflow"),
        name=name[:200],
        created_by=user,
    )
    drafts().create(workflow, document, by=user)
    record(user, team, "workflow.create", workflow.slug)
    return workflow


def import_workflow(*, user: User, team_id: UUID, text: str, slug: str | None = None) -> Imported:
    """
    A new workflow from YAML or JSON, in our form or in the list form.

    Raises:
        DocumentInvalid: `.problems` names each thing that is wrong with the text.
    """
    team_for(user, team_id, Capability.EDIT)
    document, notices = read_document(text)
    workflow = create_workflow(user=user, team_id=team_id, document=document, slug=slug)
    return Imported(workflow, notices)


def read_document(text: str) -> tuple[JsonObject, list[Problem]]:
    raw = read_text(text, limits=config().limits)
    return import_list_form(raw) if is_list_form(raw) else (raw, [])


def create_from_example(
    *, user: User, team_id: UUID, example: str, slug: str | None = None
) -> Workflow:
    """
    Raises:
        NotFound: there is no such example.
    """
    text = load_example(example)
    return import_workflow(user=user, team_id=team_id, text=text, slug=slug).workflow


@transaction.atomic
def duplicate_workflow(*, user: User, workflow_id: UUID, name: str | None = None) -> Workflow:
    """A new workflow of the same team with a copy of the draft; versions stay behind."""
    workflow = workflow_for(user, workflow_id, Capability.EDIT)
    document = drafts().read(workflow).document
    document["name"] = name or _copy_name(workflow.name)
    return create_workflow(user=user, team_id=workflow.team.public_id, document=document)


@transaction.atomic
def change_workflow(
    *, user: User, workflow_id: UUID, fields: JsonObject, archived: bool | None = None
) -> Workflow:
    """
    Set `fields` of the document's head (name, description, tags), and whether it is archived.

    An archived workflow keeps everything and starts nothing.
    """
    workflow = workflow_for(user, workflow_id, Capability.EDIT)
    if fields:
        operations = [Operation("add", f"/{name}", value) for name, value in fields.items()]
        drafts().apply(workflow, operations, by=user, expected=None)
    if archived is not None and archived != (workflow.archived_at is not None):
        workflow.archived_at = timezone.now() if archived else None
        workflow.save(update_fields=["archived_at"])
        record(user, workflow.team, "workflow.archive", workflow.slug, {"archived": archived})
    return workflow


def read_draft(*, user: User, workflow_id: UUID) -> DraftState:
    return drafts().read(workflow_for(user, workflow_id, Capability.VIEW))


def replace_draft(
    *, user: User, workflow_id: UUID, document: JsonObject, expected: int | None
) -> DraftState:
    """
    Raises:
        DraftChanged: somebody saved since `expected`.
        DocumentInvalid: the document may not be a draft.
    """
    workflow = workflow_for(user, workflow_id, Capability.EDIT)
    return drafts().replace(workflow, document, by=user, expected=expected)


def edit_draft(
    *, user: User, workflow_id: UUID, operations: Sequence[Operation], expected: int | None
) -> DraftState:
    """
    Apply operations by path; all of them or none.

    Raises:
        DraftChanged: `expected` is given and somebody saved since.
        TestFailed: a `test` operation did not hold.
    """
    workflow = workflow_for(user, workflow_id, Capability.EDIT)
    return drafts().apply(workflow, operations, by=user, expected=expected)


def _copy_name(name: str) -> str:
    return f"{name[: config().limits.name_chars - 7]} (copy)"
