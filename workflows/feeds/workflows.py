"""The feed of one workflow: which of its executions run, and how they stand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from workflows.access import visible_workflows
from workflows.feeds.callers import Caller
from workflows.feeds.feed import Feed, in_database, only_key
from workflows.feeds.reading import read_executions


class WorkflowFeed(Feed):
    """Sends {type: snapshot, executions} once, then {type: executions} with those that changed."""

    group_prefix = "workflow"

    @property
    def group(self) -> str:
        """By key: the engine knows no public ids of workflows."""
        return f"{self.group_prefix}.{self.subject_pk}"

    def find_subject(self, caller: Caller, public_id: UUID) -> int:
        return only_key(caller, visible_workflows(caller.user).filter(public_id=public_id))

    async def send_snapshot(self) -> None:
        executions = await in_database(read_executions, self.subject_pk)
        self.sent = {each["id"]: each for each in executions}
        await self.send_json(
            {"type": "snapshot", "workflow": str(self.public_id), "executions": executions}
        )

    async def send_news(self) -> None:
        await self.room()
        executions = await in_database(read_executions, self.subject_pk)
        changed = [each for each in executions if self.sent.get(each["id"]) != each]
        self.sent = {each["id"]: each for each in executions}
        if changed:
            await self.send_json({"type": "executions", "executions": changed})

    async def workflow_changed(self, message: dict[str, Any]) -> None:
        """A hint that one execution changed; all that are watched are compared anyway."""
        self.wake.set()
