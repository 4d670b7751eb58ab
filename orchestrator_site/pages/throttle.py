"""How often one address may try to sign in."""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

WINDOW_S = 300
TRIES_PER_NAME = 10
TRIES_PER_ADDRESS = 50


def may_try(request: HttpRequest, name: str) -> bool:
    """Count one try and tell whether it is within bounds, per address and per name from there."""
    address = request.META.get("REMOTE_ADDR", "")
    by_address = _count(f"address:{address}")
    by_name = _count(f"name:{address}:{name.casefold()}")
    return by_address <= TRIES_PER_ADDRESS and by_name <= TRIES_PER_NAME


def has_tries(request: HttpRequest, name: str) -> bool:
    """Whether the name has tries left from this address; counts none."""
    address = request.META.get("REMOTE_ADDR", "")
    return int(cache.get(_key(f"name:{address}:{name.casefold()}"), 0)) < TRIES_PER_NAME


def forget_tries(request: HttpRequest, name: str) -> None:
    """After a success: the next one to sign in starts anew."""
    address = request.META.get("REMOTE_ADDR", "")
    cache.delete(_key(f"name:{address}:{name.casefold()}"))


def _count(subject: str) -> int:
    key = _key(subject)
    if cache.add(key, 1, WINDOW_S):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.add(key, 1, WINDOW_S)
        return 1


def _key(subject: str) -> str:
    # Hashed: names may be long, or hold characters that some caches refuse in keys.
    return f"sign-in:{hashlib.sha256(subject.encode()).hexdigest()}"
