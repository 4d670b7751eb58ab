"""Live sessions as REST and Python see them: who is here, ending it, programs' own presence."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from collaboration.conf import config
from collaboration.models import Participant, SharedDocument
from collaboration.persistence.log import find_document
from collaboration.rooms import hints
from collaboration.rooms.seats import free_color, live_participants, lock_document
from collaboration.sync.awareness import STATE_DEPTH
from workflows.access import Capability, role_in, visible_workflows, workflow_for
from workflows.definition.json_types import JsonObject
from workflows.definition.json_values import find_json_problems
from workflows.errors import InvalidInput, LimitExceeded, NotFound, Problem
from workflows.models import User, Workflow
from workflows.services.audit import record


@dataclass(frozen=True, slots=True)
class LiveSession:
    """Who has a draft open now."""

    document: SharedDocument
    participants: QuerySet[Participant]


def live_session(*, user: User, workflow_id: UUID) -> LiveSession:
    """Anyone who may look at the workflow may see who else does."""
    document = find_document(workflow_for(user, workflow_id, Capability.VIEW))
    return LiveSession(document, participants_of(document))


def participants_of(document: SharedDocument) -> QuerySet[Participant]:
    here = live_participants().filter(document=document)
    return here.select_related("user").order_by("joined_at", "pk")


def present_in_teams(user: User) -> QuerySet[Participant]:
    """Everybody who has a draft open that the person may see."""
    here = live_participants().filter(document__workflow__in=visible_workflows(user))
    return here.select_related("user", "document__workflow")


@transaction.atomic
def end_session(*, user: User, workflow_id: UUID) -> int:
    """
    End the session for everybody who is in it now, and count them; they may come again.

    Whoever shall stay away has to be removed from the team, or made a viewer.
    """
    workflow = workflow_for(user, workflow_id, Capability.MANAGE_TEAM)
    ended = _end(live_participants().filter(document__workflow=workflow))
    record(user, workflow.team, "session.end", workflow.slug, {"participants": ended})
    return ended


@transaction.atomic
def remove_participant(*, user: User, workflow_id: UUID, participant_id: UUID) -> None:
    """
    Raises:
        NotFound: nobody of this id is here.
    """
    workflow = workflow_for(user, workflow_id, Capability.MANAGE_TEAM)
    here = live_participants().filter(document__workflow=workflow, public_id=participant_id)
    found = here.select_related("user").first()
    if found is None or not _end(here):
        raise NotFound("Nobody of this id is here.")
    who = {"workflow": workflow.slug}
    record(user, workflow.team, "session.remove", found.user.get_username(), who)


def _end(participants: QuerySet[Participant]) -> int:
    """Sockets are closed by the process that has them; a program's presence is only a row."""
    documents = set(participants.values_list("document", flat=True))
    deleted, _ = participants.filter(client__isnull=False).delete()
    marked = participants.filter(client=None).update(removed_at=Now())
    hints_after_commit(documents)
    return deleted + marked


def hints_after_commit(documents: set[int]) -> None:
    transaction.on_commit(hints.access_changed, robust=True)
    for document_id in documents:
        tell_programs(document_id)


def tell_programs(document_id: int) -> None:
    transaction.on_commit(lambda: hints.programs_changed(document_id), robust=True)


@transaction.atomic
def set_presence(*, user: User, workflow_id: UUID, state: JsonObject) -> Participant:
    """
    Show the caller as a program in the session; one presence of each person in a document.

    Others see it until it is cleared, or not set again for `stale_s`.

    Raises:
        InvalidInput: the state is no JSON that every client reads.
        LimitExceeded: it is too large, or too many are here.
    """
    text = state_text(state)
    workflow = workflow_for(user, workflow_id, Capability.VIEW)
    document = find_document(workflow)
    lock_document(document.pk)
    own = Participant.objects.filter(document=document, user=user, client__isnull=False)
    role = _role(user, workflow)
    if not own.update(state=text, seen_at=Now(), role=role):
        _create(document, user, role, text)
    tell_programs(document.pk)
    return own.select_related("user").get()


def clear_presence(*, user: User, workflow_id: UUID) -> None:
    """Take it back; doing so twice changes nothing."""
    workflow = workflow_for(user, workflow_id, Capability.VIEW)
    with transaction.atomic():
        own = Participant.objects.filter(
            document__workflow=workflow, user=user, client__isnull=False
        )
        for document_id in set(own.values_list("document", flat=True)):
            tell_programs(document_id)
        own.delete()


def state_text(state: JsonObject) -> str:
    problems = find_json_problems(state, max_depth=STATE_DEPTH)
    if problems:
        raise InvalidInput(problems=problems)
    if "user" in state:
        raise InvalidInput(
            problems=(Problem("presence.user", "The server says who you are.", "/state/user"),)
        )
    text = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode()) > config().presence_bytes:
        raise LimitExceeded("presence_bytes", config().presence_bytes)
    return text


def _create(document: SharedDocument, user: User, role: str, text: str) -> None:
    stale = Now() - timedelta(seconds=config().stale_s)
    Participant.objects.filter(document=document, seen_at__lt=stale).delete()
    here = list(live_participants().filter(document=document).values_list("color", "client"))
    if sum(client is not None for _, client in here) >= config().participants:
        raise LimitExceeded("participants", config().participants)
    Participant.objects.create(
        document=document,
        user=user,
        role=role,
        color=free_color(color for color, _ in here),
        client=secrets.randbelow(2**31 - 2) + 2,  # 1 is the server's own
        state=text,
        joined_at=Now(),
        seen_at=Now(),
    )


def _role(user: User, workflow: Workflow) -> str:
    role = role_in(user, workflow.team)
    if role is None:
        raise NotFound
    return role
