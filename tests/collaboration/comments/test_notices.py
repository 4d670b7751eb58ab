"""Whom a comment is told to, how long, and what they see of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import override_settings
from django.utils import timezone

from collaboration.api.shapes.comments import CommentRow, MentionRow
from collaboration.comments.changing import (
    Anchor,
    delete_comment,
    edit_comment,
    mark_all_mentions,
    open_thread,
    reply,
)
from collaboration.comments.doors import visible_mentions
from collaboration.comments.forgetting import forget_mentions
from collaboration.comments.reading import comment_shown, mentions_shown
from collaboration.conf import CollaborationConfig
from collaboration.models import Comment, Mention, Thread
from tests.rest.world import person
from workflows.models import Membership, Role, User, Workflow

People = dict[str, User]


def begun(user: User, workflow: Workflow, text: str) -> Thread:
    return open_thread(user=user, workflow_id=workflow.public_id, anchor=Anchor(), text=text)


def told(user: User) -> list[tuple[str, str]]:
    """Reason and words of each notice, the newest first."""
    rows = [MentionRow(each).data for each in mentions_shown(user).order_by("-pk")]
    return [(row["reason"], row["text"]) for row in rows]


def test_a_reply_is_told_to_who_wrote_before_and_to_nobody_else(
    people: People, workflow: Workflow
) -> None:
    owner, editor, viewer = (people[role] for role in (Role.OWNER, Role.EDITOR, Role.VIEWER))
    thread = begun(viewer, workflow, "Is tea enough?")

    reply(user=editor, thread_id=thread.public_id, text="No.")
    reply(user=viewer, thread_id=thread.public_id, text="Coffee, @editor?")

    assert told(viewer) == [("reply", "No.")]
    assert told(editor) == [("mention", "Coffee, @editor?")]  # once, although they wrote before
    assert told(owner) == []


def test_a_comment_names_those_it_mentions_and_not_those_it_answers(
    people: People, workflow: Workflow
) -> None:
    thread = begun(people[Role.VIEWER], workflow, "Is tea enough?")

    said = reply(user=people[Role.EDITOR], thread_id=thread.public_id, text="Ask @owner")

    assert CommentRow(comment_shown(said)).data["mentions"] == ["owner"]


def test_who_is_named_by_an_edit_is_told_anew(people: People, workflow: Workflow) -> None:
    editor, viewer = people[Role.EDITOR], people[Role.VIEWER]
    thread = begun(viewer, workflow, "Is tea enough?")
    said = reply(user=editor, thread_id=thread.public_id, text="No.")
    mark_all_mentions(user=viewer)

    edit_comment(user=editor, comment_id=said.public_id, text="No, @viewer.")

    assert told(viewer) == [("mention", "No, @viewer.")]
    assert visible_mentions(viewer).get().seen_at is None


def test_what_is_taken_back_is_told_to_nobody(people: People, workflow: Workflow) -> None:
    viewer, editor = people[Role.VIEWER], people[Role.EDITOR]
    thread = begun(viewer, workflow, "Is tea enough?")
    said = reply(user=editor, thread_id=thread.public_id, text="No.")

    delete_comment(user=editor, comment_id=said.public_id)
    reply(user=viewer, thread_id=thread.public_id, text="Well?")

    assert told(viewer) == told(editor) == []  # nor is who has no word left in it asked again


def test_who_left_is_told_nothing(people: People, workflow: Workflow) -> None:
    viewer = people[Role.VIEWER]
    thread = begun(viewer, workflow, "Is tea enough?")
    Membership.objects.filter(user=viewer).delete()

    reply(user=people[Role.EDITOR], thread_id=thread.public_id, text="No.")

    assert not Mention.objects.exists()


def test_marking_all_leaves_those_of_others(people: People, workflow: Workflow) -> None:
    begun(people[Role.VIEWER], workflow, "@owner and @editor")

    mark_all_mentions(user=people[Role.OWNER])

    waiting = Mention.objects.filter(seen_at__isnull=True)
    assert [each.person for each in waiting] == [people[Role.EDITOR]]


@override_settings(COLLABORATION=CollaborationConfig(mentions=2, mention_days=10))
def test_only_the_newest_notices_are_kept_and_none_for_ever(
    people: People, workflow: Workflow
) -> None:
    owner, editor = people[Role.OWNER], people[Role.EDITOR]
    for text in ("1 @owner @editor", "2 @owner", "3 @owner"):
        begun(people[Role.VIEWER], workflow, text)
    Mention.objects.filter(person=editor).update(created_at=timezone.now() - timedelta(days=11))

    forget_mentions()

    assert [text for _, text in told(owner)] == ["3 @owner", "2 @owner"]
    assert told(editor) == []
    assert Comment.objects.count() == 3


@override_settings(COLLABORATION=CollaborationConfig(mentions=2))
def test_what_is_taken_back_while_notices_are_forgotten_stops_nothing(
    people: People, workflow: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("1 @owner", "2 @owner", "3 @owner"):
        begun(people[Role.VIEWER], workflow, text)
    find = Mention.objects.filter

    def taken_back_first(**wanted: Any) -> QuerySet[Mention]:
        if set(wanted) == {"person"}:
            find().delete()
        return find(**wanted)

    monkeypatch.setattr(Mention.objects, "filter", taken_back_first)

    forget_mentions()

    assert told(people[Role.OWNER]) == []


def test_a_notice_goes_with_its_workflow(people: People, workflow: Workflow) -> None:
    begun(people[Role.VIEWER], workflow, "@owner")
    assert person("stranger")

    workflow.delete()

    assert not Mention.objects.exists()
