"""
The collaboration section of the one typed configuration.

Every value here can be set in `orchestrator.yaml` under `collaboration:` or by an environment
variable (`ORCHESTRATOR_COLLABORATION__PARTICIPANTS=10`). Units stand in the names.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from workflows.conf import Count, Positive, Section


class CollaborationConfig(Section):
    """How people edit one draft at the same time."""

    live_editing: bool = Field(True, description="off: sockets are refused, REST still edits")

    # Who may be there, and how long.
    participants: Count = Field(50, description="open sockets of one document")
    sockets_of_a_person: Count = Field(20, description="open documents of one person")
    idle_s: Positive = Field(3_600, description="a socket that sends nothing of its own is closed")
    seen_s: Positive = Field(10, description="how often a process says who is still there")
    stale_s: Positive = Field(30, description="people of a process that died are gone after this")
    access_s: Positive = Field(3, description="how often open sockets' rights are looked up")
    poll_s: Positive = Field(
        1, description="how soon another process's edits are found when hints are lost"
    )

    # What one socket may send.
    frame_bytes: Count = Field(12_000_000, description="largest frame; a first sync may be large")
    frames_per_s: Count = Field(300, description="frames of one socket, over ten seconds")
    work_share: Positive = Field(
        0.1, description="of one core that messages of a socket take, over half a minute"
    )
    refusals_per_minute: Count = Field(
        10, description="sockets of one person that break the rules, before all are kept out"
    )
    arrivals_per_minute: Count = Field(
        600, description="times that one person may open a document in one process"
    )
    presence_bytes: Count = Field(4_096, description="cursor and selection of one client")
    presence_clients: Count = Field(2, description="awareness clients of one socket")
    held_bytes: Count = Field(1_000_000, description="updates that wait for what they build upon")
    held_s: Positive = Field(30, description="how long they may wait")

    # What a document may hold and an update may say.
    document_bytes: Count = Field(16_000_000, description="encoded document")
    text_chars: Count = Field(200_000, description="one prompt, message or note")
    value_bytes: Count = Field(256_000, description="one value of a task")
    notes: Count = Field(2_000, description="notes, and groups, on one canvas")
    update_structs: Count = Field(200_000, description="pieces in one update")
    update_clients: Count = Field(1_000, description="authors in one update")

    # How fast news go out.
    broadcasts_per_s: Count = Field(30, description="frames of edits, and of cursors, to a client")
    send_buffer_bytes: Count = Field(
        8_000_000, description="a slower reader is closed; the largest frame counts apart"
    )
    waiting_bytes: Count = Field(
        16_000_000, description="edits that wait for the database before new ones are refused"
    )
    unload_s: Positive = Field(30, description="a document nobody has open leaves the memory")

    # What is kept.
    compact_updates: Count = Field(500, description="log entries before they are merged")
    compact_bytes: Count = Field(1_000_000, description="log size before it is merged")
    checkpoints: Count = Field(500, description="of one workflow, made or named by people")
    checkpoint_idle_s: Positive = Field(600, description="a checkpoint after this long a pause")
    checkpoint_changes: Count = Field(50, description="a checkpoint after so many changes")
    validate_s: Positive = Field(0.5, description="pause after which problems are looked for")
    comment_chars: Count = 10_000
    comments: Count = Field(5_000, description="comments on one workflow")
    mentions: Count = Field(500, description="notices of comments that one person keeps")
    mention_days: Positive = Field(90, description="how long a notice is kept")

    @model_validator(mode="after")
    def _fit_each_other(self) -> Self:
        if self.waiting_bytes < self.frame_bytes:
            raise ValueError("waiting_bytes must hold one of frame_bytes, or it never gets in")
        return self


_current: CollaborationConfig | None = None


def config() -> CollaborationConfig:
    """The configuration of this process, as the composition root put it into Django's settings."""
    return _current or _read_config()


def _read_config() -> CollaborationConfig:
    global _current
    from django.conf import settings

    _current = settings.COLLABORATION
    return settings.COLLABORATION


def forget_config() -> None:
    """Read the settings anew at the next call; called when a setting changes."""
    global _current
    _current = None
