"""What lists of threads, comments and mentions show."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from collaboration.comments.doors import thread_for, visible_mentions
from collaboration.models import Comment, Mention, Thread, ThreadReading
from workflows.access import Capability, workflow_for
from workflows.models import User


def threads_shown(user: User, workflow_id: UUID) -> QuerySet[Thread]:
    """Threads of one workflow, each with its first words and what is new in it for this person."""
    workflow = workflow_for(user, workflow_id, Capability.VIEW)
    return _told(Thread.objects.filter(workflow=workflow), user)


def thread_shown(user: User, thread_id: UUID) -> Thread:
    return thread_after(user, thread_for(user, thread_id, Capability.VIEW))


def thread_after(user: User, thread: Thread) -> Thread:
    """The same of one that the caller has just begun or settled, without asking for VIEW."""
    return _told(Thread.objects.filter(pk=thread.pk), user).get()


def comments_shown(user: User, thread_id: UUID) -> QuerySet[Comment]:
    thread = thread_for(user, thread_id, Capability.VIEW)
    found = thread.comments.select_related("author", "thread")
    return found.prefetch_related("mentions__person")


def comment_shown(comment: Comment) -> Comment:
    """The same row with what lists show beside it."""
    found = Comment.objects.select_related("author", "thread")
    return found.prefetch_related("mentions__person").get(pk=comment.pk)


def mentions_shown(user: User) -> QuerySet[Mention]:
    return visible_mentions(user).select_related("comment__author", "comment__thread__workflow")


def _told(threads: QuerySet[Thread], user: User) -> QuerySet[Thread]:
    first = Comment.objects.filter(thread=OuterRef("pk"), deleted_at__isnull=True).order_by("pk")
    read = ThreadReading.objects.filter(thread=OuterRef("pk"), person=user).values("comment_key")
    is_new = Q(comments__pk__gt=F("read_up_to"), comments__deleted_at__isnull=True)
    return (
        threads.select_related("created_by", "resolved_by")
        .annotate(first_text=Subquery(first.values("text")[:1]))
        .annotate(read_up_to=Coalesce(Subquery(read[:1]), 0))
        .annotate(unread=Count("comments", filter=is_new & ~Q(comments__author=user)))
    )
