"""Requests per minute, by person or by address; a fixed window, counted in the cache."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from workflows.access import limits_of
from workflows.models import User

WINDOW_S = 60


class RequestRate(BaseThrottle):
    """
    A bound against runaway clients and guessing, not a quota: each web process counts for itself
    unless the installation's cache is shared.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        caller, maximum = caller_of(request)
        return count_request(caller, now_s=time.time()) <= maximum

    def allow_refused(self, request: Request) -> bool:
        """For requests that brought nobody, or a wrong token: by address."""
        maximum = settings.WORKFLOWS.rest.anonymous_per_minute
        return count_request(address_of(request), now_s=time.time()) <= maximum

    def wait(self) -> float:
        return WINDOW_S - time.time() % WINDOW_S


def caller_of(request: Request) -> tuple[str, int]:
    rest = settings.WORKFLOWS.rest
    user = request.user
    if not isinstance(user, User):
        return address_of(request), rest.anonymous_per_minute
    limits = limits_of(user)
    name = f"token:{limits.token}" if limits else f"user:{user.pk}"
    return name, rest.requests_per_minute


def address_of(request: Request) -> str:
    return f"address:{request.META.get('REMOTE_ADDR')}"


def count_request(caller: str, *, now_s: float) -> int:
    key = f"requests:{caller}:{int(now_s // WINDOW_S)}"
    if cache.add(key, 1, timeout=2 * WINDOW_S):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # evicted in between: a fresh window
        return 1
