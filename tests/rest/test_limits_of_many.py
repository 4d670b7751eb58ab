"""Limits hold however many callers there are at once."""

from __future__ import annotations

from django.core.cache import cache

from workflows.rest.throttling import count_request

CALLERS = 1_000


def test_a_crowd_of_callers_makes_nobodys_count_forgotten() -> None:
    cache.clear()
    counted = count_request("user:1", now_s=0.0)

    for other in range(CALLERS):
        count_request(f"user:other-{other}", now_s=0.0)

    assert (counted, count_request("user:1", now_s=0.0)) == (1, 2)
    cache.clear()
