"""Who changed what outside the documents, written in the transaction of the change."""

from __future__ import annotations

from typing import Any

from workflows.models import AuditEntry, Team, User


def record(
    actor: User, team: Team | None, action: str, subject: str, detail: dict[str, Any] | None = None
) -> None:
    """`action` is `thing.verb`; `detail` never holds a secret."""
    AuditEntry.objects.create(
        actor=actor, team=team, action=action, subject=subject[:200], detail=detail or {}
    )
