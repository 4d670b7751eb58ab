"""Who is meant by `@name` in a comment: members of the team, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from collaboration.models import Comment, Mention
from workflows.models import Team, User

MOST_MENTIONS = 50
# What Django allows in a user name, not inside a word: `a@b.example` names nobody.
_NAME = re.compile(r"(?<![\w@.+-])@([\w.+-][\w.@+-]{0,149})")


def names_in(text: str) -> list[str]:
    """
    Names that the text calls, each once, in order, bounded.

    A sentence's full stop is tried both ways, since names may hold dots.
    """
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        found.setdefault(match[1])
        found.setdefault(match[1].rstrip(".@+-"))
    return [name for name in found if name][: 2 * MOST_MENTIONS]


def keep_mentions(comment: Comment, team: Team) -> list[User]:
    """
    Write the mentions of a comment, new or edited, and drop those it no longer makes.

    Nobody is told of their own words. Returns the people who are meant, by name.
    """
    meant = _members(team, names_in(comment.text))
    comment.mentions.exclude(person__in=meant).delete()
    told = [person for person in meant if person.pk != comment.author_id]
    Mention.objects.bulk_create(
        [Mention(comment=comment, person=person) for person in told], ignore_conflicts=True
    )
    return meant


def _members(team: Team, names: Iterable[str]) -> list[User]:
    found = User.objects.filter(
        memberships__team=team, username__in=list(names), is_active=True
    ).order_by("username")
    return list(found[:MOST_MENTIONS])
