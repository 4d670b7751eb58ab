"""
Seats of a live session: rows that say who is there, taken under a limit. Functions block.

The document's row is the lock: two who come at once for the last seat see each other.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import starmap
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from collaboration.conf import config
from collaboration.errors import DocumentGone
from collaboration.models import Participant, SharedDocument
from collaboration.rooms.closing import FULL, TurnedAway
from collaboration.rooms.colors import user_shown
from collaboration.sync.awareness import PresenceEntry
from workflows.definition.json_types import JsonObject
from workflows.models import User


@dataclass(frozen=True, slots=True)
class Seat:
    public_id: UUID
    color: int


def live_participants() -> QuerySet[Participant]:
    """Those that somebody has renewed lately and nobody has removed."""
    return Participant.objects.filter(
        seen_at__gte=Now() - timedelta(seconds=config().stale_s), removed_at=None
    )


@transaction.atomic
def take_seat(document_id: int, user: User, *, role: str, process: UUID) -> Seat:
    """
    Raises:
        TurnedAway: the session is full, or the person has too many documents open.
        DocumentGone: the workflow was deleted.
    """
    lock_document(document_id)
    stale = Now() - timedelta(seconds=config().stale_s)
    Participant.objects.filter(document=document_id, seen_at__lt=stale).delete()
    sockets = live_participants().filter(client=None)
    taken = [Taken(user.pk, process)]
    others = starmap(Taken, sockets.filter(document=document_id).values_list("user", "process"))
    if count_open([*others, *taken]) > config().participants:
        raise TurnedAway(FULL, f"{config().participants} are here already")
    own = starmap(Taken, sockets.filter(user=user).values_list("user", "process"))
    if count_open([*own, *taken]) > config().sockets_of_a_person:
        raise TurnedAway(FULL, f"you have {config().sockets_of_a_person} documents open already")
    here = live_participants().filter(document=document_id)
    color = free_color(here.values_list("color", flat=True))
    row = Participant.objects.create(
        public_id=uuid4(),
        document_id=document_id,
        user=user,
        process=process,
        role=role,
        color=color,
        joined_at=Now(),
        seen_at=Now(),
    )
    return Seat(row.public_id, color)


class Taken(NamedTuple):
    """A seat, by who took it and the process that holds their socket."""

    user: int
    process: UUID | None


def count_open(seats: Iterable[Taken]) -> int:
    """
    How many of these seats have an open socket, at least.

    After a process was killed its seats stand until they are stale, while the same people come in
    elsewhere: everybody counts as often as in the process where they have most.
    """
    most: dict[int, int] = {}
    for seat, count in Counter(seats).items():
        most[seat.user] = max(count, most.get(seat.user, 0))
    return sum(most.values())


def lock_document(document_id: int) -> None:
    found = SharedDocument.objects.select_for_update().filter(pk=document_id)
    if not found.values_list("pk", flat=True).first():
        raise DocumentGone


def free_color(taken: Iterable[int]) -> int:
    """The first that nobody here has."""
    used = set(taken)
    return next(color for color in range(len(used) + 1) if color not in used)


def leave_seats(seats: Collection[UUID]) -> None:
    Participant.objects.filter(public_id__in=seats).delete()


def leave_process(process: UUID) -> None:
    """All seats of a process that ends."""
    Participant.objects.filter(process=process).delete()


def renew_seats(seats: Collection[UUID]) -> None:
    """Say that somebody still sits there; one statement."""
    Participant.objects.filter(public_id__in=seats).update(seen_at=Now())


def change_role(seat: UUID, role: str) -> None:
    Participant.objects.filter(public_id=seat).update(role=role)


@dataclass(frozen=True, slots=True)
class Kept:
    """Seats of this process, as the database has them: kept ones, and those an owner ended."""

    kept: frozenset[UUID]
    removed: frozenset[UUID]


def seats_of(process: UUID) -> Kept:
    """One that is in neither was given to nobody: others took this process for dead."""
    rows = Participant.objects.filter(process=process).values_list("public_id", "removed_at")
    found = list(rows)
    return Kept(
        frozenset(seat for seat, removed_at in found if removed_at is None),
        frozenset(seat for seat, removed_at in found if removed_at is not None),
    )


def entry_of(program: Participant) -> PresenceEntry:
    """What everybody is told of it; the clock stands still, since rooms count on by themselves."""
    user = user_shown(
        program.user.get_username(),
        program.user.get_full_name(),
        color=program.color,
        role=program.role,
    )
    state: JsonObject = json.loads(program.state)
    assert program.client is not None
    return PresenceEntry(program.client, 0, {**state, "user": {**user, "kind": "program"}})


def programs_in(document_ids: Collection[int]) -> list[Participant]:
    """Programs that tell their presence in these documents."""
    found = live_participants().filter(document__in=document_ids, client__isnull=False)
    return list(found.select_related("user"))
