"""From an id that somebody sent to a thread or a comment that they may see."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from collaboration.models import Comment, Mention, Thread
from workflows.access import Capability, capabilities_in, check_scope, denied, visible_workflows
from workflows.errors import NotFound
from workflows.models import User


def visible_threads(user: User) -> QuerySet[Thread]:
    return Thread.objects.filter(workflow__in=visible_workflows(user))


def visible_comments(user: User) -> QuerySet[Comment]:
    return Comment.objects.filter(thread__workflow__in=visible_workflows(user))


def visible_mentions(user: User) -> QuerySet[Mention]:
    """Mentions of this person in what they may still see; gone with the comment."""
    found = Mention.objects.filter(person=user, comment__deleted_at__isnull=True)
    return found.filter(comment__thread__workflow__in=visible_workflows(user))


def thread_for(user: User, thread_id: UUID, capability: Capability) -> Thread:
    """
    Raises:
        NotFound: there is none, or it is another team's.
        AccessDenied: the role or the token lacks the capability.
    """
    check_scope(user, Capability.VIEW)
    found = visible_threads(user).filter(public_id=thread_id)
    thread = found.select_related("workflow__team", "created_by", "resolved_by").first()
    if thread is None:
        raise NotFound
    _require(user, thread, capability)
    return thread


def comment_for(user: User, comment_id: UUID, capability: Capability) -> Comment:
    """The same for one comment; a deleted one is not found."""
    check_scope(user, Capability.VIEW)
    found = visible_comments(user).filter(public_id=comment_id, deleted_at__isnull=True)
    comment = found.select_related("thread__workflow__team", "author").first()
    if comment is None:
        raise NotFound
    _require(user, comment.thread, capability)
    return comment


def _require(user: User, thread: Thread, capability: Capability) -> None:
    if capability not in capabilities_in(user, thread.workflow.team):
        raise denied(user, capability)
