"""Who is meant by `@name` in a comment: members of the team, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from collaboration.models import Comment, Mention, MentionReason
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
    named = comment.mentions.filter(reason=MentionReason.MENTION)
    named.exclude(person__in=meant).delete()
    told = [person for person in meant if person.pk != comment.author_id]
    # Whoever had heard of it as of any reply is named now: that is news.
    replies = comment.mentions.filter(reason=MentionReason.REPLY, person__in=told)
    replies.update(reason=MentionReason.MENTION, seen_at=None)
    _tell(comment, told, MentionReason.MENTION)
    return meant


def tell_of_reply(comment: Comment, team: Team) -> None:
    """Write a notice to each who wrote in the thread before, unless it mentions them anyway."""
    wrote = Comment.objects.filter(
        thread=comment.thread_id, author=OuterRef("pk"), deleted_at__isnull=True
    )
    people = User.objects.filter(Exists(wrote), memberships__team=team, is_active=True)
    told = people.exclude(pk=comment.author_id or 0).order_by("username")[:MOST_MENTIONS]
    _tell(comment, told, MentionReason.REPLY)


def _tell(comment: Comment, people: Iterable[User], reason: MentionReason) -> None:
    Mention.objects.bulk_create(
        [Mention(comment=comment, person=person, reason=reason) for person in people],
        ignore_conflicts=True,
    )


def _members(team: Team, names: Iterable[str]) -> list[User]:
    found = User.objects.filter(
        memberships__team=team, username__in=list(names), is_active=True
    ).order_by("username")
    return list(found[:MOST_MENTIONS])
