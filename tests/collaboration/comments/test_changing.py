from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from collaboration.api.shapes.comments import ThreadRow
from collaboration.comments import changing
from collaboration.comments.changing import (
    Anchor,
    delete_comment,
    edit_comment,
    mark_mention,
    mark_read,
    open_thread,
    reply,
    settle_thread,
)
from collaboration.comments.doors import visible_mentions, visible_threads
from collaboration.comments.news import on_comments
from collaboration.comments.reading import thread_shown, threads_shown
from collaboration.conf import CollaborationConfig
from collaboration.models import Comment, Thread, ThreadPlace
from tests.rest.world import person, team
from workflows.errors import AccessDenied, InvalidInput, LimitExceeded, NotFound
from workflows.models import Membership, Role, User, Workflow

ON_TASK = Anchor(ThreadPlace.TASK, subject="gather")


def a_thread(user: User, workflow: Workflow, text: str = "Is tea enough?") -> Thread:
    return open_thread(user=user, workflow_id=workflow.public_id, anchor=ON_TASK, text=text)


def unread(user: User, thread: Thread) -> int:
    found: int = ThreadRow(thread_shown(user, thread.public_id)).data["unread"]
    return found


def test_a_viewer_comments_and_everyone_reads_it(
    people: dict[str, User], workflow: Workflow
) -> None:
    thread = a_thread(people[Role.VIEWER], workflow)

    listed = ThreadRow(threads_shown(people[Role.EDITOR], workflow.public_id).get()).data
    assert listed["id"] == str(thread.public_id)
    assert (listed["text"], listed["comments"], listed["unread"]) == ("Is tea enough?", 1, 1)


def test_ones_own_words_are_not_news(people: dict[str, User], workflow: Workflow) -> None:
    thread = a_thread(people[Role.VIEWER], workflow)
    reply(user=people[Role.EDITOR], thread_id=thread.public_id, text="No.")

    assert unread(people[Role.EDITOR], thread) == 0
    assert unread(people[Role.VIEWER], thread) == 1
    assert unread(people[Role.OWNER], thread) == 2


def test_reading_leaves_only_what_comes_after(people: dict[str, User], workflow: Workflow) -> None:
    owner, viewer = people[Role.OWNER], people[Role.VIEWER]
    thread = a_thread(viewer, workflow, "Look, @owner")

    mark_read(user=owner, thread_id=thread.public_id)
    reply(user=viewer, thread_id=thread.public_id, text="And this.")

    assert unread(owner, thread) == 1
    assert not visible_mentions(owner).filter(seen_at__isnull=True).exists()


def test_a_mention_reaches_members_and_nobody_else(
    people: dict[str, User], workflow: Workflow
) -> None:
    stranger = person("stranger", team("other"))

    a_thread(people[Role.VIEWER], workflow, "@owner and @stranger and @viewer")

    assert visible_mentions(people[Role.OWNER]).count() == 1
    assert not visible_mentions(stranger).exists()
    assert not visible_mentions(people[Role.VIEWER]).exists()  # nobody is told of their own words


def test_editing_moves_the_mention(people: dict[str, User], workflow: Workflow) -> None:
    thread = a_thread(people[Role.VIEWER], workflow, "@owner?")

    edit_comment(
        user=people[Role.VIEWER], comment_id=thread.comments.get().public_id, text="@editor?"
    )

    assert not visible_mentions(people[Role.OWNER]).exists()
    assert visible_mentions(people[Role.EDITOR]).count() == 1


def test_who_left_the_team_sees_no_mention_any_more(
    people: dict[str, User], workflow: Workflow
) -> None:
    a_thread(people[Role.VIEWER], workflow, "@editor")
    mention = visible_mentions(people[Role.EDITOR]).get()

    Membership.objects.filter(user=people[Role.EDITOR]).delete()

    assert not visible_mentions(people[Role.EDITOR]).exists()
    with pytest.raises(NotFound):
        mark_mention(user=people[Role.EDITOR], mention_id=mention.public_id, seen=True)


def test_a_reply_opens_what_was_resolved(people: dict[str, User], workflow: Workflow) -> None:
    thread = a_thread(people[Role.VIEWER], workflow)
    settled = settle_thread(user=people[Role.EDITOR], thread_id=thread.public_id, resolved=True)
    assert settled.resolved_by == people[Role.EDITOR]

    reply(user=people[Role.VIEWER], thread_id=thread.public_id, text="Not yet.")

    assert thread_shown(people[Role.OWNER], thread.public_id).resolved_at is None


def test_resolving_twice_keeps_who_was_first(people: dict[str, User], workflow: Workflow) -> None:
    thread = a_thread(people[Role.VIEWER], workflow)

    settle_thread(user=people[Role.EDITOR], thread_id=thread.public_id, resolved=True)
    again = settle_thread(user=people[Role.OWNER], thread_id=thread.public_id, resolved=True)

    assert again.resolved_by == people[Role.EDITOR]


def test_a_deleted_comment_leaves_no_word(people: dict[str, User], workflow: Workflow) -> None:
    thread = a_thread(people[Role.VIEWER], workflow)
    said = reply(user=people[Role.VIEWER], thread_id=thread.public_id, text="Secret @owner")

    delete_comment(user=people[Role.VIEWER], comment_id=said.public_id)

    said.refresh_from_db()
    assert (said.text, said.mentions.count()) == ("", 0)
    assert thread_shown(people[Role.OWNER], thread.public_id).comment_count == 1
    with pytest.raises(NotFound):
        delete_comment(user=people[Role.VIEWER], comment_id=said.public_id)


def test_a_thread_without_words_is_gone(people: dict[str, User], workflow: Workflow) -> None:
    thread = a_thread(people[Role.VIEWER], workflow)

    delete_comment(user=people[Role.OWNER], comment_id=thread.comments.get().public_id)

    assert not visible_threads(people[Role.VIEWER]).exists()


def test_nobody_changes_anothers_words(people: dict[str, User], workflow: Workflow) -> None:
    comment = a_thread(people[Role.VIEWER], workflow).comments.get()

    with pytest.raises(AccessDenied):
        edit_comment(user=people[Role.OWNER], comment_id=comment.public_id, text="Tea is fine.")
    with pytest.raises(AccessDenied):
        delete_comment(user=people[Role.EDITOR], comment_id=comment.public_id)


@pytest.mark.parametrize(
    "anchor",
    [
        Anchor(ThreadPlace.TASK),
        Anchor(ThreadPlace.POINT),
        Anchor(ThreadPlace.TASK, subject="gather", point=(0, 0)),
        Anchor(ThreadPlace.POINT, point=(0, 1e7)),
        Anchor(ThreadPlace.POINT, point=(float("nan"), 0)),
        Anchor(ThreadPlace.EDGE),
        Anchor(ThreadPlace.EDGE, subject="gather"),
        Anchor(ThreadPlace.EDGE, subject="gather>Write <b>it</b>"),
    ],
)
def test_a_place_that_is_none_is_refused(
    people: dict[str, User], workflow: Workflow, anchor: Anchor
) -> None:
    with pytest.raises(InvalidInput):
        open_thread(
            user=people[Role.OWNER], workflow_id=workflow.public_id, anchor=anchor, text="Here"
        )

    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    "anchor",
    [
        Anchor(ThreadPlace.EDGE, subject="gather.failed>write"),
        Anchor(ThreadPlace.POINT, point=(-12.5, 1_000_000)),
    ],
)
def test_a_thread_is_shown_where_it_was_pinned(
    people: dict[str, User], workflow: Workflow, anchor: Anchor
) -> None:
    viewer = people[Role.VIEWER]
    thread = open_thread(user=viewer, workflow_id=workflow.public_id, anchor=anchor, text="Here")

    row = ThreadRow(thread_shown(people[Role.EDITOR], thread.public_id)).data

    assert (row["place"], row["subject"]) == (anchor.place, anchor.subject)
    assert row["point"] == (list(anchor.point) if anchor.point else None)


def test_an_empty_comment_is_refused(people: dict[str, User], workflow: Workflow) -> None:
    with pytest.raises(InvalidInput):
        a_thread(people[Role.OWNER], workflow, " \n ")


@override_settings(COLLABORATION=CollaborationConfig(comment_chars=5, comments=2))
def test_the_bounds_hold_at_their_limits(people: dict[str, User], workflow: Workflow) -> None:
    owner = people[Role.OWNER]
    thread = a_thread(owner, workflow, "12345")
    with pytest.raises(LimitExceeded):
        reply(user=owner, thread_id=thread.public_id, text="123456")
    reply(user=owner, thread_id=thread.public_id, text="two")

    with pytest.raises(LimitExceeded):
        reply(user=owner, thread_id=thread.public_id, text="three")

    assert Comment.objects.count() == 2


def test_whoever_watches_is_told_after_the_commit(
    people: dict[str, User],
    workflow: Workflow,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: object,
) -> None:
    told: list[tuple[int, object]] = []
    monkeypatch.setattr("collaboration.comments.news._listeners", [])
    on_comments(lambda key, thread: told.append((key, thread)))

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        thread = a_thread(people[Role.VIEWER], workflow)
        assert not told

    assert told == [(workflow.pk, thread.public_id)]


def test_words_that_are_taken_back_while_they_are_edited_stay_gone(
    people: dict[str, User], workflow: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, owner = people[Role.VIEWER], people[Role.OWNER]
    thread = a_thread(viewer, workflow)
    said = reply(user=viewer, thread_id=thread.public_id, text="What I should not have said.")
    happens_after(
        monkeypatch, "comment_for", lambda: delete_comment(user=owner, comment_id=said.public_id)
    )

    with pytest.raises(NotFound):
        edit_comment(user=viewer, comment_id=said.public_id, text="What I should not have said!")

    said.refresh_from_db()
    assert said.edited_at is None


@pytest.mark.parametrize(
    "act",
    [
        lambda user, thread: reply(user=user, thread_id=thread, text="And?"),
        lambda user, thread: settle_thread(user=user, thread_id=thread, resolved=True),
    ],
)
def test_a_thread_that_went_away_meanwhile_is_not_found(
    act: Any, people: dict[str, User], workflow: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = people[Role.VIEWER]
    thread = a_thread(viewer, workflow)
    happens_after(monkeypatch, "thread_for", lambda: Thread.objects.all().delete())

    with pytest.raises(NotFound):
        act(viewer, thread.public_id)


def happens_after(monkeypatch: pytest.MonkeyPatch, door: str, meanwhile: Any) -> None:
    """Somebody else does this once, after the first look at what is to be changed."""
    real = getattr(changing, door)

    def slow_door(*args: Any) -> Any:
        monkeypatch.setattr(changing, door, real)
        found = real(*args)
        meanwhile()
        return found

    monkeypatch.setattr(changing, door, slow_door)
