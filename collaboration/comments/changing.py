"""Saying, replying, editing, deleting, resolving: each one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from collaboration.comments.doors import comment_for, thread_for, visible_mentions
from collaboration.comments.mentions import keep_mentions, tell_of_reply
from collaboration.comments.news import tell_of_comments
from collaboration.conf import config
from collaboration.models import Comment, Thread, ThreadPlace, ThreadReading
from collaboration.sync.edges import read_edge
from workflows.access import Capability, capabilities_in, workflow_for
from workflows.errors import AccessDenied, InvalidInput, LimitExceeded, NotFound, Problem
from workflows.models import User, Workflow

NAMED_PLACES = (ThreadPlace.TASK, ThreadPlace.EDGE, ThreadPlace.NOTE)
CANVAS = 1_000_000  # a point farther out than this is nowhere


@dataclass(frozen=True, slots=True)
class Anchor:
    """
    Where on the draft a thread hangs.

    Args:
        subject: the id of the task, edge (`source>target`) or note; it need not exist, tasks
            come and go.
        field: a key of the task, such as `input.prompt`.
        point: x and y on the canvas, for a free point.
    """

    place: ThreadPlace = ThreadPlace.WORKFLOW
    subject: str = ""
    field: str = ""
    point: tuple[float, float] | None = None


@transaction.atomic
def open_thread(*, user: User, workflow_id: UUID, anchor: Anchor, text: str) -> Thread:
    """
    Begin a thread with its first comment.

    Raises:
        InvalidInput: the place is incomplete, or the text is empty.
        LimitExceeded: the text is too long, or the workflow has too many comments.
    """
    workflow = workflow_for(user, workflow_id, Capability.COMMENT)
    _check_anchor(anchor)
    _lock(workflow.pk)
    thread = Thread.objects.create(
        workflow=workflow,
        place=anchor.place,
        subject=anchor.subject,
        field=anchor.field,
        point=list(anchor.point) if anchor.point else None,
        created_by=user,
    )
    _add_comment(thread, user, text)
    return thread


@transaction.atomic
def reply(*, user: User, thread_id: UUID, text: str) -> Comment:
    """Say something in a thread; one that was resolved is open again."""
    thread = _locked_thread(user, thread_id)
    comment = _add_comment(thread, user, text)
    Thread.objects.filter(pk=thread.pk).update(resolved_at=None, resolved_by=None)
    return comment


@transaction.atomic
def edit_comment(*, user: User, comment_id: UUID, text: str) -> Comment:
    """
    Raises:
        AccessDenied: it is somebody else's.
    """
    comment = comment_for(user, comment_id, Capability.COMMENT)
    if comment.author_id != user.pk:
        raise AccessDenied(Capability.COMMENT, "Only its author may change a comment.")
    _lock(comment.thread.workflow_id)
    comment.text, comment.edited_at = _checked_text(text), timezone.now()
    found = Comment.objects.filter(pk=comment.pk, deleted_at__isnull=True)
    if not found.update(text=comment.text, edited_at=comment.edited_at):
        raise NotFound  # taken back meanwhile: its words are gone for good
    keep_mentions(comment, comment.thread.workflow.team)
    _touch(comment.thread)
    return comment


@transaction.atomic
def delete_comment(*, user: User, comment_id: UUID) -> None:
    """
    Take a comment back: one's own, or as who manages the team anyone's.

    Its words are gone for good; a thread with nothing left in it goes too.

    Raises:
        AccessDenied: it is somebody else's.
    """
    comment = comment_for(user, comment_id, Capability.COMMENT)
    thread = comment.thread
    may_manage = Capability.MANAGE_TEAM in capabilities_in(user, thread.workflow.team)
    if comment.author_id != user.pk and not may_manage:
        raise AccessDenied(Capability.MANAGE_TEAM, "Only its author or an owner may delete it.")
    _lock(thread.workflow_id)
    found = Comment.objects.filter(pk=comment.pk, deleted_at__isnull=True)
    if not found.update(text="", deleted_at=timezone.now()):
        raise NotFound  # somebody else was first
    comment.mentions.all().delete()
    Thread.objects.filter(pk=thread.pk).update(comment_count=F("comment_count") - 1)
    _touch(thread)
    Thread.objects.filter(pk=thread.pk, comment_count=0).delete()


@transaction.atomic
def settle_thread(*, user: User, thread_id: UUID, resolved: bool) -> Thread:
    """Resolve a thread or open it again; saying twice changes nothing the second time."""
    thread = _locked_thread(user, thread_id)
    now = timezone.now()
    found = Thread.objects.filter(pk=thread.pk, resolved_at__isnull=resolved)
    if resolved:
        found.update(resolved_at=now, resolved_by=user)
    else:
        found.update(resolved_at=None, resolved_by=None)
    _touch(thread)
    thread.refresh_from_db()
    return thread


@transaction.atomic
def mark_read(*, user: User, thread_id: UUID) -> None:
    """The person has seen all that is in the thread now, and who mentioned them there."""
    thread = thread_for(user, thread_id, Capability.VIEW)
    newest = thread.comments.order_by("-pk").values_list("pk", flat=True).first() or 0
    _keep_reading(thread, user, newest)
    seen = visible_mentions(user).filter(comment__thread=thread, seen_at__isnull=True)
    seen.update(seen_at=timezone.now())


@transaction.atomic
def mark_mention(*, user: User, mention_id: UUID, seen: bool) -> None:
    found = visible_mentions(user).filter(public_id=mention_id)
    if not found.update(seen_at=timezone.now() if seen else None):
        raise NotFound


@transaction.atomic
def mark_all_mentions(*, user: User) -> None:
    visible_mentions(user).filter(seen_at__isnull=True).update(seen_at=timezone.now())


def _lock(workflow_key: int) -> None:
    """
    Whoever comments on a workflow comes one after the other: all are counted, nobody replies in a
    thread that goes away, and what was taken back is not written anew.
    """
    if not Workflow.objects.select_for_update().filter(pk=workflow_key):
        raise NotFound


def _locked_thread(user: User, thread_id: UUID) -> Thread:
    """A thread that stays until the transaction ends."""
    _lock(thread_for(user, thread_id, Capability.COMMENT).workflow_id)
    return thread_for(user, thread_id, Capability.COMMENT)


def _add_comment(thread: Thread, user: User, text: str) -> Comment:
    text = _checked_text(text)
    # Words that were taken back leave their rows; they count too, or the bound would bound nothing.
    said = Comment.objects.filter(thread__workflow_id=thread.workflow_id)
    if said.count() >= config().comments:
        raise LimitExceeded("comments", config().comments)
    comment = Comment.objects.create(thread=thread, author=user, text=text)
    keep_mentions(comment, thread.workflow.team)
    tell_of_reply(comment, thread.workflow.team)
    _keep_reading(thread, user, comment.pk)
    Thread.objects.filter(pk=thread.pk).update(comment_count=F("comment_count") + 1)
    _touch(thread)
    return comment


def _keep_reading(thread: Thread, user: User, newest: int) -> None:
    ThreadReading.objects.update_or_create(
        thread=thread, person=user, defaults={"comment_key": newest}
    )


def _touch(thread: Thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(changed_at=timezone.now())
    tell_of_comments(thread.workflow_id, thread.public_id)


def _checked_text(text: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput(problems=(Problem("comment.text", "Write something.", "/text"),))
    if len(text) > config().comment_chars:
        raise LimitExceeded("comment_chars", config().comment_chars)
    return text


def _check_anchor(anchor: Anchor) -> None:
    if anchor.place in NAMED_PLACES and not anchor.subject:
        message = f"Say which {anchor.place} the comment is on."
        raise InvalidInput(problems=(Problem("comment.place", message, "/subject"),))
    if anchor.place == ThreadPlace.EDGE and read_edge(anchor.subject) is None:
        message = "An edge is called source>target, or source.outcome>target."
        raise InvalidInput(problems=(Problem("comment.place", message, "/subject"),))
    if (anchor.place == ThreadPlace.POINT) != (anchor.point is not None):
        message = "A point, and only a point, has x and y."
        raise InvalidInput(problems=(Problem("comment.place", message, "/point"),))
    if anchor.point and not all(abs(value) <= CANVAS for value in anchor.point):
        message = f"x and y must lie within {CANVAS} of the origin."
        raise InvalidInput(problems=(Problem("comment.place", message, "/point"),))
