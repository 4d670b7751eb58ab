"""Threads, comments, mentions."""

from __future__ import annotations

from rest_framework import serializers

from collaboration.models import MentionReason, ThreadPlace
from workflows.rest.serializers import Body, Row

LONGEST = 100_000  # whatever an operator allows, no request says more


def _name(source: str) -> serializers.CharField:
    return serializers.CharField(source=source, default=None, allow_null=True)


class ThreadRow(Row):
    id = serializers.UUIDField(source="public_id")
    place = serializers.ChoiceField(ThreadPlace.choices)
    subject = serializers.CharField(help_text="id of the task, edge or note")
    field = serializers.CharField(help_text="key of the task, such as input.prompt")
    point = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    text = serializers.CharField(source="first_text", default="", help_text="the first comment")
    comments = serializers.IntegerField(source="comment_count")
    unread = serializers.IntegerField(help_text="comments of others since you marked it read")
    created_by = _name("created_by.username")
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    resolved_by = _name("resolved_by.username")
    resolved_at = serializers.DateTimeField(allow_null=True)


class CommentRow(Row):
    id = serializers.UUIDField(source="public_id")
    thread = serializers.UUIDField(source="thread.public_id")
    author = _name("author.username")
    text = serializers.CharField(help_text="plain text; empty when it was deleted")
    mentions = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    deleted_at = serializers.DateTimeField(allow_null=True)

    def get_mentions(self, comment: object) -> list[str]:
        named: list[str] = []
        for mention in comment.mentions.all():  # type: ignore[attr-defined]
            if mention.reason == MentionReason.MENTION:
                named.append(mention.person.username)
        return named


class MentionRow(Row):
    id = serializers.UUIDField(source="public_id")
    reason = serializers.ChoiceField(
        MentionReason.choices, help_text="`reply`: in a thread in which you wrote"
    )
    workflow = serializers.UUIDField(source="comment.thread.workflow.public_id")
    workflow_name = serializers.CharField(source="comment.thread.workflow.name")
    thread = serializers.UUIDField(source="comment.thread.public_id")
    comment = serializers.UUIDField(source="comment.public_id")
    author = _name("comment.author.username")
    text = serializers.CharField(source="comment.text")
    created_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField(allow_null=True)


class CommentBody(Body):
    text = serializers.CharField(max_length=LONGEST)


class ThreadBody(CommentBody):
    place = serializers.ChoiceField(ThreadPlace.choices)
    subject = serializers.CharField(max_length=200, required=False)
    field = serializers.CharField(max_length=200, required=False)
    point = serializers.ListField(
        child=serializers.FloatField(), min_length=2, max_length=2, required=False
    )


class ResolveBody(Body):
    resolved = serializers.BooleanField()


class SeenBody(Body):
    seen = serializers.BooleanField()
