"""Threads of comments on a draft, and what mentions me."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from collaboration.api.shapes.comments import (
    CommentBody,
    CommentRow,
    MentionRow,
    ResolveBody,
    SeenBody,
    ThreadBody,
    ThreadRow,
)
from collaboration.comments import changing, reading
from collaboration.comments.changing import Anchor
from collaboration.models import Comment, Mention, Thread, ThreadPlace
from workflows.access import Capability
from workflows.rest import parameters
from workflows.rest.operations import operation
from workflows.rest.permissions import Rule
from workflows.rest.views import ApiView


def _by_resolved(rows: QuerySet[Any], resolved: bool) -> QuerySet[Any]:
    return rows.filter(resolved_at__isnull=not resolved)


def _by_seen(rows: QuerySet[Any], seen: bool) -> QuerySet[Any]:
    return rows.filter(seen_at__isnull=not seen)


class ThreadList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW, "POST": Capability.COMMENT}

    @operation(
        "Threads of comments on a draft, the newest first",
        page=ThreadRow,
        query=(
            parameters.one_of("place", {each: each for each in ThreadPlace.values}, narrow="place"),
            parameters.text("subject", narrow="subject", about="id of a task, edge or note"),
            parameters.flag("resolved", narrow=_by_resolved),
        ),
    )
    def get(self, workflow_id: UUID) -> QuerySet[Thread]:
        return reading.threads_shown(self.person, workflow_id)

    @operation("Begin a thread", body=ThreadBody, answer=ThreadRow, status=201)
    def post(self, workflow_id: UUID, body: dict[str, Any]) -> Thread:
        point = body.get("point")
        anchor = Anchor(
            place=ThreadPlace(body["place"]),
            subject=body.get("subject", ""),
            field=body.get("field", ""),
            point=(point[0], point[1]) if point else None,
        )
        thread = changing.open_thread(
            user=self.person, workflow_id=workflow_id, anchor=anchor, text=body["text"]
        )
        return reading.thread_after(self.person, thread)


class ThreadDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW, "PATCH": Capability.COMMENT}

    @operation("One thread", answer=ThreadRow)
    def get(self, thread_id: UUID) -> Thread:
        return reading.thread_shown(self.person, thread_id)

    @operation("Resolve a thread, or open it again", body=ResolveBody, answer=ThreadRow)
    def patch(self, thread_id: UUID, body: dict[str, Any]) -> Thread:
        changing.settle_thread(user=self.person, thread_id=thread_id, resolved=body["resolved"])
        return reading.thread_shown(self.person, thread_id)


class ThreadRead(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.VIEW}

    @operation("You have seen all that is in the thread now", status=204)
    def post(self, thread_id: UUID) -> None:
        changing.mark_read(user=self.person, thread_id=thread_id)


class CommentList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW, "POST": Capability.COMMENT}

    @operation("Comments of a thread, the oldest first", page=CommentRow, order=("id",))
    def get(self, thread_id: UUID) -> QuerySet[Comment]:
        return reading.comments_shown(self.person, thread_id)

    @operation(
        "Reply; a resolved thread opens again", body=CommentBody, answer=CommentRow, status=201
    )
    def post(self, thread_id: UUID, body: dict[str, Any]) -> Comment:
        said = changing.reply(user=self.person, thread_id=thread_id, text=body["text"])
        return reading.comment_shown(said)


class CommentDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {
        "PATCH": Capability.COMMENT,
        "DELETE": Capability.COMMENT,
    }

    @operation("Change your comment", body=CommentBody, answer=CommentRow)
    def patch(self, comment_id: UUID, body: dict[str, Any]) -> Comment:
        said = changing.edit_comment(user=self.person, comment_id=comment_id, text=body["text"])
        return reading.comment_shown(said)

    @operation("Delete your comment; an owner may delete anyone's", status=204)
    def delete(self, comment_id: UUID) -> None:
        changing.delete_comment(user=self.person, comment_id=comment_id)


class MentionList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "Comments that mention you, and replies where you wrote, the newest first",
        page=MentionRow,
        query=(parameters.flag("seen", narrow=_by_seen),),
    )
    def get(self) -> QuerySet[Mention]:
        return reading.mentions_shown(self.person)


class MentionsSeen(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.VIEW}

    @operation("You have seen all that waits for you", status=204)
    def post(self) -> None:
        changing.mark_all_mentions(user=self.person)


class MentionDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"PATCH": Capability.VIEW}

    @operation("You have seen it, or want to see it again", body=SeenBody, answer=MentionRow)
    def patch(self, mention_id: UUID, body: dict[str, Any]) -> Mention:
        changing.mark_mention(user=self.person, mention_id=mention_id, seen=body["seen"])
        return reading.mentions_shown(self.person).get(public_id=mention_id)
