"""Which changes of rows may take rights away; open sockets are looked through at each."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from collaboration.rooms import hints
from workflows.hooks import on_access_changed
from workflows.models import ApiToken, Membership, User, Workflow

SAVED: tuple[type[Model], ...] = (Membership, ApiToken, User, Workflow)
DELETED: tuple[type[Model], ...] = (*SAVED, Session)
OF_NO_MATTER = frozenset({"last_login", "name", "description", "tags", "changed_at", "archived_at"})


def listen() -> None:
    """
    Hear of rows that were saved or deleted one by one, and of what services say.

    What nobody says is found by looking, some seconds later.
    """
    on_access_changed(hints.access_changed)
    for model in SAVED:
        post_save.connect(_changed, model, dispatch_uid=f"collaboration.saved.{model.__name__}")
    for model in DELETED:
        post_delete.connect(_changed, model, dispatch_uid=f"collaboration.gone.{model.__name__}")


def _changed(
    *, created: bool = False, update_fields: frozenset[str] | None = None, **signal: Any
) -> None:
    # What is new takes nothing away, and signing in touches the person's row each time.
    if created or (update_fields and update_fields <= OF_NO_MATTER):
        return
    transaction.on_commit(hints.access_changed, robust=True)
