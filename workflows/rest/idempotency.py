"""
Requests that may be sent twice: `Idempotency-Key`, per team and route, for 24 hours.

Two ways, because there are two sorts of effects. `answer_once` puts the key's row into the
transaction of the effect: a crash keeps both or neither. `answer_by_identity` is for effects that
commit by themselves and take the id of what they make: the row is kept first and gives that id, so
whoever repeats the request, after a crash or at the same moment, makes the same thing again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from workflows.errors import IdempotencyMismatch, InvalidInput, OrchestratorError, Problem
from workflows.models import IdempotencyKey, Team

LONGEST_KEY = 200
REPLAYED = "Idempotent-Replayed"


def answer_once(request: Request, team: Team, body: Any, make: Callable[[], Response]) -> Response:
    """
    What `make` answers, or what it answered to the same key before; errors are not kept.

    Raises:
        IdempotencyMismatch: the key came with another body or address.
        InvalidInput: the key is empty, too long or not printable ASCII.
    """
    row = row_of(request, team, body)
    if row is None:
        return make()
    with transaction.atomic():
        if not insert(row):
            return replay(row)
        response = make()
        keep(row, response)
    return response


def answer_by_identity(
    request: Request,
    team: Team,
    body: Any,
    make: Callable[[UUID], Response],
    find: Callable[[UUID], Response | None],
) -> Response:
    """
    The same for a `make` that, called twice with one id, gives what the first call made; `find`
    answers with what an earlier call made, if there is any.

    Raises:
        IdempotencyMismatch, InvalidInput: as `answer_once`.
    """
    row = row_of(request, team, body)
    if row is None:
        return make(uuid4())
    if insert(row):
        response = make_first(row, make)
    else:
        row = checked(row)
        if row.status is not None:
            return replay(row)
        # Begun before: at this moment, or by who died before the answer. What was made then is
        # the answer, whatever would be refused by now.
        response = find(identity_of(row)) or make(identity_of(row))
    keep(row, response)
    return response


def make_first(row: IdempotencyKey, make: Callable[[UUID], Response]) -> Response:
    try:
        return make(identity_of(row))
    except OrchestratorError:
        # Refused, so nothing was made: the key is free for a corrected request. Of any other
        # failure nobody knows what it left behind; then the key keeps its identity. So it does
        # when a repeated request is refused: the first one may still be making.
        same_key(row).filter(status=None).delete()
        raise


def identity_of(row: IdempotencyKey) -> UUID:
    """The id of what is made under this key."""
    return uuid5(NAMESPACE_URL, f"idempotency:{row.pk}:{row.created_at.isoformat()}")


def forget_expired_keys() -> int:
    """Periodic: how many keys of all teams were too old."""
    return IdempotencyKey.objects.filter(created_at__lt=oldest_kept()).delete()[0]


def row_of(request: Request, team: Team, body: Any) -> IdempotencyKey | None:
    """An unsaved row for the request's key; None without a key. An expired one is forgotten."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return None
    check_key(key)
    row = IdempotencyKey(
        team=team, route=route_of(request), key=key, request_hash=hash_of(request, body)
    )
    same_key(row).filter(created_at__lt=oldest_kept()).delete()
    return row


def insert(row: IdempotencyKey) -> bool:
    """Whether this request is the first; the unique key decides, and waits for who is writing."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def checked(row: IdempotencyKey) -> IdempotencyKey:
    known = same_key(row).get()
    if known.request_hash != row.request_hash:
        raise IdempotencyMismatch
    return known


def replay(row: IdempotencyKey) -> Response:
    known = checked(row)
    return Response(known.answer, status=known.status, headers={REPLAYED: "true"})


def keep(row: IdempotencyKey, response: Response) -> None:
    answer = json.loads(json.dumps(response.data, cls=JSONEncoder))
    same_key(row).update(status=response.status_code, answer=answer)


def same_key(row: IdempotencyKey) -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.filter(team=row.team, route=row.route, key=row.key)


def oldest_kept() -> datetime:
    return timezone.now() - timedelta(hours=settings.WORKFLOWS.rest.idempotency_hours)


def route_of(request: Request) -> str:
    match = request._request.resolver_match
    return f"{request.method} {match.view_name if match else request.path}"[:120]


def hash_of(request: Request, body: Any) -> str:
    text = json.dumps([request.path, body], sort_keys=True, separators=(",", ":"), cls=JSONEncoder)
    return sha256(text.encode()).hexdigest()


def check_key(key: str) -> None:
    if not 0 < len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        message = f"Idempotency-Key must have 1 to {LONGEST_KEY} printable ASCII characters."
        raise InvalidInput(problems=(Problem("request.header", message, "/Idempotency-Key"),))
