"""Whether somebody who knocks may come in, and as whom; blocking, before a socket is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from collaboration.conf import config
from collaboration.errors import DocumentGone
from collaboration.models import SharedDocument
from collaboration.persistence.log import find_document
from collaboration.rooms.closing import (
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_SIGNED_IN,
    RENEWED,
    SWITCHED_OFF,
    TICKET_ENDED,
    TOO_OLD,
    TurnedAway,
)
from collaboration.rooms.door import Door
from collaboration.rooms.seats import Seat, take_seat
from workflows.access import Capability, capabilities_in, role_in, workflow_for
from workflows.errors import AccessDenied, NotFound
from workflows.feeds.callers import Caller, identify
from workflows.models import Workflow

EXTRAS = frozenset({"saved", "problems", "session"})


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What a socket's address says besides whose it is.

    Args:
        role: what its page takes the person's role for; None: it does not say.
    """

    extras: frozenset[str]
    role: str | None
    generation: int | None
    schema: int | None
    has_ticket: bool

    @classmethod
    def from_scope(cls, scope: Mapping[str, Any]) -> Asked:
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        named = {name for each in query.get("extras", ()) for name in each.split(",")}
        return cls(
            extras=EXTRAS & named,
            role=query.get("role", [None])[-1],
            generation=_number(query, "generation"),
            schema=_number(query, "schema"),
            has_ticket="ticket" in query,
        )


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who may come in, and has a seat."""

    caller: Caller
    role: str
    may_edit: bool
    workflow_id: int
    team_id: int
    document_id: int
    seat: Seat
    asked: Asked

    @property
    def name(self) -> str:
        user = self.caller.user
        return user.get_full_name() or user.get_username()


def arrive(scope: Mapping[str, Any], workflow_id: UUID, process: UUID, door: Door) -> Arrival:
    """
    Raises:
        TurnedAway: they may not come in; says with which code and why.
    """
    if not config().live_editing:
        raise TurnedAway(SWITCHED_OFF, "live editing is switched off here")
    asked = Asked.from_scope(scope)
    caller = identify(scope)
    if caller is None:
        raise _unknown(scope, asked)
    door.let_in(caller.user.pk)
    workflow, role, may_edit = _entrance(caller, workflow_id)
    document = find_document(workflow)
    _refuse_others(document, asked)
    try:
        seat = take_seat(document.pk, caller.user, role=role, process=process)
    except DocumentGone:
        raise TurnedAway(NOT_FOUND, "there is no such workflow") from None
    return Arrival(caller, role, may_edit, workflow.pk, workflow.team_id, document.pk, seat, asked)


def _unknown(scope: Mapping[str, Any], asked: Asked) -> TurnedAway:
    has_token = any(name.lower() == b"authorization" for name, _ in scope["headers"])
    if asked.has_ticket and not has_token:
        # Its page gets another ticket and comes again; a final code would keep it away.
        return TurnedAway(TICKET_ENDED, "the ticket was used or has expired")
    return TurnedAway(NOT_SIGNED_IN, "sign in first")


def _entrance(caller: Caller, workflow_id: UUID) -> tuple[Workflow, str, bool]:
    try:
        workflow = workflow_for(caller.user, workflow_id, Capability.VIEW)
    except AccessDenied:
        raise TurnedAway(NOT_ALLOWED, "you may not look at this workflow") from None
    except NotFound:
        raise TurnedAway(NOT_FOUND, "there is no such workflow") from None
    role = role_in(caller.user, workflow.team)
    if role is None:
        raise TurnedAway(NOT_FOUND, "there is no such workflow")
    return workflow, role, Capability.EDIT in capabilities_in(caller.user, workflow.team)


def _refuse_others(document: SharedDocument, asked: Asked) -> None:
    if asked.generation is not None and asked.generation != document.generation:
        raise TurnedAway(RENEWED, f"the document has generation {document.generation}")
    if asked.schema is not None and asked.schema < document.schema:
        raise TurnedAway(TOO_OLD, "reload the page: the document has a newer layout")


def _number(query: Mapping[str, list[str]], name: str) -> int | None:
    """None when it is not given; -1, which matches nothing, for what is no number."""
    if name not in query:
        return None
    text = query[name][0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
