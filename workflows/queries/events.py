"""The event log: of one execution by number, of a team by time."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from workflows.access import Capability, execution_for, visible_events
from workflows.models import Event, User

CHUNK_ROWS = 1_000


def execution_events(user: User, execution_id: UUID) -> QuerySet[Event]:
    execution = execution_for(user, execution_id, Capability.VIEW)
    return Event.objects.filter(execution=execution).select_related("execution")


def team_events(user: User) -> QuerySet[Event]:
    """Events of all the person's teams."""
    shown = ("team__public_id", "execution__public_id")
    return visible_events(user).select_related("team", "execution").only(*_OWN, *shown)


def in_chunks(rows: QuerySet[Event]) -> Iterator[Event]:
    """Row after row without holding the table in memory."""
    return rows.iterator(chunk_size=CHUNK_ROWS)


_OWN = ("id", "number", "name", "severity", "subject", "at", "schema", "data")
