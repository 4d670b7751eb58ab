"""
Requests that may be sent twice: `Idempotency-Key`, per team and route.

The key's row is written in the transaction of the effect. So a crash keeps both or neither, and of
two requests at once the unique key lets one wait for the other and then answers the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from workflows.errors import IdempotencyMismatch, InvalidInput, Problem
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
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return make()
    check_key(key)
    row = IdempotencyKey(
        team=team, route=route_of(request), key=key, request_hash=hash_of(request, body)
    )
    forget_expired(row)
    return known_answer(row) or answer_first(row, make)


def answer_first(row: IdempotencyKey, make: Callable[[], Response]) -> Response:
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            found = known_answer(row)
            if found is None:
                raise
            return found
        response = make()
        row.status, row.answer = response.status_code, as_json(response.data)
        row.save(update_fields=["status", "answer"])
    return response


def known_answer(row: IdempotencyKey) -> Response | None:
    known = same_key(row).first()
    if known is None:
        return None
    if known.request_hash != row.request_hash:
        raise IdempotencyMismatch
    return Response(known.answer, status=known.status, headers={REPLAYED: "true"})


def forget_expired(row: IdempotencyKey) -> None:
    oldest = timezone.now() - timedelta(hours=settings.WORKFLOWS.rest.idempotency_hours)
    same_key(row).filter(created_at__lt=oldest).delete()


def forget_expired_keys() -> int:
    """Periodic: how many keys of all teams were too old."""
    oldest = timezone.now() - timedelta(hours=settings.WORKFLOWS.rest.idempotency_hours)
    return IdempotencyKey.objects.filter(created_at__lt=oldest).delete()[0]


def same_key(row: IdempotencyKey) -> Any:
    return IdempotencyKey.objects.filter(team=row.team, route=row.route, key=row.key)


def route_of(request: Request) -> str:
    match = request._request.resolver_match
    return f"{request.method} {match.view_name if match else request.path}"[:120]


def hash_of(request: Request, body: Any) -> str:
    text = json.dumps([request.path, body], sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def as_json(data: Any) -> Any:
    """Plain values, as a reader of the stored row will get them."""
    return json.loads(json.dumps(data, cls=JSONEncoder))


def check_key(key: str) -> None:
    if not 0 < len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        message = f"Idempotency-Key must have 1 to {LONGEST_KEY} printable ASCII characters."
        raise InvalidInput(problems=(Problem("request.header", message, "/Idempotency-Key"),))
