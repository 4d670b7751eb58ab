"""Slugs: short names, unique in their team, that documents may refer to."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from workflows.errors import Conflict

LONGEST_SLUG = 64
_ROOM_FOR_NUMBER = 6


class SlugTaken(Conflict):
    """This slug is taken in the team; choose another."""

    code = "slug_taken"


def free_slug(rows: QuerySet[Any], name: str, *, fallback: str) -> str:
    """
    A slug made of `name` that none of `rows` has, numbered where needed.

    A race between two callers ends at the unique constraint, not here.
    """
    base = slugify(name)[: LONGEST_SLUG - _ROOM_FOR_NUMBER].strip("-_") or fallback
    taken = set(rows.filter(slug__startswith=base).values_list("slug", flat=True))
    numbers = range(2, len(taken) + 3)
    candidates = [base, *(f"{base}-{number}" for number in numbers)]
    return next(candidate for candidate in candidates if candidate not in taken)


def check_free(rows: QuerySet[Any], slug: str) -> None:
    """
    Raises:
        SlugTaken: one of `rows` has it.
    """
    if rows.filter(slug=slug).exists():
        raise SlugTaken(f"The slug {slug} is taken in this team.")
