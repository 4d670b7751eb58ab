"""What can be done with a draft, whoever keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from workflows.definition.json_types import JsonObject
from workflows.drafts.operations import Operation
from workflows.models import User, Workflow


@dataclass(frozen=True, slots=True)
class DraftState:
    """A draft as it was at `revision`, which grows by one with every change."""

    document: JsonObject
    revision: int
    changed_at: datetime


class DraftPort(Protocol):
    """
    Every edit goes through one of these. Each runs in a transaction and commits before it returns,
    unless the caller's own transaction is open.

    Raises (create, replace, apply):
        DocumentInvalid: the result may not be a draft.
        DraftChanged: `expected` is given and is not the newest revision.
    """

    def create(self, workflow: Workflow, document: JsonObject, *, by: User) -> DraftState: ...

    def read(self, workflow: Workflow) -> DraftState: ...

    def replace(
        self, workflow: Workflow, document: JsonObject, *, by: User, expected: int | None
    ) -> DraftState: ...

    def apply(
        self,
        workflow: Workflow,
        operations: Sequence[Operation],
        *,
        by: User,
        expected: int | None,
    ) -> DraftState:
        """Without `expected`, applied to whatever is newest."""
