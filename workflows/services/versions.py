"""Versions: immutable documents under their content hash, with their compiled plan."""

from __future__ import annotations

import json

from django.db import IntegrityError, transaction

from workflows.conf import config
from workflows.definition.canonical import canonical_text, content_hash
from workflows.definition.json_types import JsonObject
from workflows.definition.parse import load_document
from workflows.definition.validate import validate_document
from workflows.engine.plans import store_plan
from workflows.errors import Conflict, DocumentInvalid, NothingPublished
from workflows.models import Team, User, Version, Workflow
from workflows.services.catalogue import catalogue_of

KEPT = 1_000
_published: dict[tuple[int, int], Version] = {}


def ensure_version(
    *, team: Team, workflow: Workflow | None, raw: JsonObject, user: User | None
) -> Version:
    """
    The version of exactly this document, made if there is none yet.

    Equal documents of one workflow share a version, so that starting a draft twice makes one row.

    Raises:
        DocumentInvalid: `.problems` names everything that keeps the document from running.
    """
    digest = content_hash(raw)
    known = Version.objects.filter(team=team, workflow=workflow, content_hash=digest).first()
    if known is not None:
        return known
    refuse_invalid(team, raw)
    try:
        return _make(team, workflow, raw, digest, user)
    except IntegrityError:
        # Another request made it between our look and our write.
        return Version.objects.filter(team=team, workflow=workflow, content_hash=digest).order_by(
            "pk"
        )[0]


def published_version(workflow_pk: int, number: int) -> Version | None:
    """A published version without its document, which is large; None: there is no such number."""
    found = _published.get((workflow_pk, number))
    if found is None:
        found = (
            Version.objects.filter(workflow_id=workflow_pk, number=number).defer("document").first()
        )
        if found is not None:
            _keep(found)
    return found


def _keep(version: Version) -> None:
    """Published versions never change, and most starts ask for the same few."""
    if len(_published) >= KEPT:
        _published.clear()
    _published[version.workflow_id or 0, version.number or 0] = version


def forget_published() -> None:
    """Drop what is remembered; tests that reuse row ids need it."""
    _published.clear()


def published_or_refuse(workflow: Workflow, number: int | None) -> Version:
    """
    Raises:
        NothingPublished: there is no such version, or none at all.
    """
    version = published_version(workflow.pk, number or workflow.last_number)
    if version is None:
        if number is not None:
            raise NothingPublished(f"The workflow has no version {number}.")
        raise NothingPublished(
            "The workflow has no published version; publish its draft, or start it as a draft."
        )
    return version


def refuse_archived(workflow: Workflow | None) -> None:
    """
    Raises:
        Conflict: it is archived.
    """
    if workflow is not None and workflow.archived_at is not None:
        raise Conflict("The workflow is archived; restore it first.")


def refuse_invalid(team: Team, raw: JsonObject) -> None:
    """
    Raises:
        DocumentInvalid: with every problem, when one of them is an error.
    """
    problems = validate_document(raw, limits=config().limits, catalogue=catalogue_of(team))
    if any(p.severity == "error" for p in problems):
        raise DocumentInvalid(problems=sorted(problems, key=lambda p: p.severity != "error"))


@transaction.atomic
def _make(
    team: Team, workflow: Workflow | None, raw: JsonObject, digest: str, user: User | None
) -> Version:
    text = canonical_text(raw)
    document = load_document(json.loads(text), limits=config().limits)
    version = Version.objects.create(
        team=team,
        workflow=workflow,
        content_hash=digest,
        document=text,
        name=document.name[:200],
        task_count=len(document.tasks),
        root_count=sum(1 for task in document.tasks.values() if task.parent is None),
        created_by=user,
    )
    store_plan(version, json.loads(text))
    return version
