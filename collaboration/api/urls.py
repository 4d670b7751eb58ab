"""
The addresses of live editing, below /api/v1.

`tests/rest/permissions.py` holds one row for each of them; one without a row fails the tests.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from collaboration.api import comments, documents, history, sessions

_THREAD = "threads/<uuid:thread_id>"
comment_urls = [
    path("workflows/<uuid:workflow_id>/threads", comments.ThreadList.as_view(), name="threads"),
    path(_THREAD, comments.ThreadDetail.as_view(), name="thread"),
    path(f"{_THREAD}/read", comments.ThreadRead.as_view(), name="thread-read"),
    path(f"{_THREAD}/comments", comments.CommentList.as_view(), name="comments"),
    path("comments/<uuid:comment_id>", comments.CommentDetail.as_view(), name="comment"),
    path("mentions", comments.MentionList.as_view(), name="mentions"),
    path("mentions/seen", comments.MentionsSeen.as_view(), name="mentions-seen"),
    path("mentions/<uuid:mention_id>", comments.MentionDetail.as_view(), name="mention"),
]

_SESSION = "workflows/<uuid:workflow_id>/session"
session_urls = [
    path("participants", sessions.Participants.as_view(), name="participants"),
    path(_SESSION, sessions.Session.as_view(), name="session"),
    path(
        f"{_SESSION}/participants/<uuid:participant_id>",
        sessions.SessionParticipant.as_view(),
        name="session-participant",
    ),
    path(f"{_SESSION}/presence", sessions.SessionPresence.as_view(), name="session-presence"),
]
_WORKFLOW = "workflows/<uuid:workflow_id>"
_CHECKPOINT = "checkpoints/<uuid:checkpoint_id>"
history_urls = [
    path(f"{_WORKFLOW}/checkpoints", history.CheckpointList.as_view(), name="checkpoints"),
    path(f"{_WORKFLOW}/compare", history.Compare.as_view(), name="compare"),
    path(f"{_WORKFLOW}/changes", history.ChangeList.as_view(), name="changes"),
    path(_CHECKPOINT, history.CheckpointDetail.as_view(), name="checkpoint"),
    path(f"{_CHECKPOINT}/restore", history.CheckpointRestore.as_view(), name="restore-checkpoint"),
    path(
        "versions/<uuid:version_id>/restore",
        history.VersionRestore.as_view(),
        name="restore-version",
    ),
]
document_urls = [
    path(f"{_WORKFLOW}/document/prune", documents.DocumentPrune.as_view(), name="document-prune"),
]

app_name = "collaboration"
urlpatterns: list[URLPattern] = [*comment_urls, *document_urls, *history_urls, *session_urls]
