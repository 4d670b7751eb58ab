"""
The Python API: one object for other code of the installation, in plain calls and in coroutines.

    orchestrator = Orchestrator.of("admin")
    execution = orchestrator.start("data-pipeline-with-report", {"user_id": "user-7"})
    print(orchestrator.outputs(orchestrator.wait(execution, timeout_s=60)))

It acts as a person of a team and may do what that person may.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db.utils import DatabaseError
from django.utils import timezone

from workflows.access import Capability, execution_for, teams_with
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine.outputs import execution_outputs
from workflows.errors import NotFound, NotReady
from workflows.models import Execution, Team, User, WorkerProcess, Workflow
from workflows.services import executions, waiting
from workflows.services.following import Happened, afollow_events, follow_events

WORKER_SILENT_S = 60
TASK = "task"


@dataclass(frozen=True, slots=True)
class Orchestrator:
    """
    What one person may have run.

    Args:
        needs_worker: refuse to start anything while no worker lives, instead of queueing it.
    """

    user: User
    team: Team
    needs_worker: bool = True

    @classmethod
    def of(
        cls, username: str, *, team: str | None = None, needs_worker: bool = True
    ) -> Orchestrator:
        """
        Act as this person in the team with this slug, or in their first one.

        Raises:
            NotReady: the database is not set up, or there is no such person or team.
        """
        try:
            user = User.objects.filter(username=username, is_active=True).first()
            teams = list(teams_with(user, Capability.RUN).order_by("pk")) if user else []
        except DatabaseError as error:
            raise NotReady("The database is not set up: run `manage.py migrate`.") from error
        if user is None:
            raise NotReady(f"There is no user “{username}”; the first start creates `admin`.")
        found = next((t for t in teams if team is None or t.slug == team), None)
        if found is None:
            raise NotReady(f"“{username}” may run nothing in {team or 'any team'}.")
        return cls(user, found, needs_worker)

    # --- starting -----------------------------------------------------------------------------

    def start(
        self,
        workflow: str,
        inputs: JsonObject | None = None,
        *,
        draft: bool = False,
        number: int | None = None,
        only: Sequence[str] = (),
        outputs: Mapping[str, JsonValue] | None = None,
        pins: bool = True,
    ) -> Execution:
        """
        Start a workflow of the team by its slug; with `pins`, the draft takes pinned outputs.

        Raises:
            NotReady: no worker lives.
            NotFound, NothingPublished, DocumentInvalid, InputsInvalid: as `start_execution`.
        """
        self._check_worker()
        found = Workflow.objects.filter(team=self.team, slug=workflow).first()
        if found is None:
            raise NotFound(f"The team has no workflow “{workflow}”.")
        return executions.start_execution(
            user=self.user,
            workflow_id=found.public_id,
            inputs=inputs,
            draft=draft,
            number=number,
            only=only,
            outputs=outputs,
            pins=pins,
            trigger="python",
        )

    def start_document(self, document: JsonObject, inputs: JsonObject | None = None) -> Execution:
        """Start a document that is stored nowhere."""
        self._check_worker()
        return executions.start_document(
            user=self.user,
            team_id=self.team.public_id,
            document=document,
            inputs=inputs,
            trigger="python",
        )

    def start_task(self, task: JsonObject) -> Execution:
        """Start one task, given as in a document, on its own; its output is the execution's."""
        document = {
            "schema": 1,
            "name": str(task.get("name") or "One task"),
            "tasks": {TASK: task},
            "outputs": {TASK: "{{ tasks.task.output }}"},
        }
        return self.start_document(document)

    def start_many(self, documents: Sequence[JsonObject]) -> list[Execution]:
        """Start documents one after the other; those before a refused one are started."""
        return [self.start_document(document) for document in documents]

    # --- waiting ------------------------------------------------------------------------------

    def wait(self, execution: Execution, *, timeout_s: float) -> Execution:
        """
        Raises:
            WaitTimeout: it has not ended in time; it goes on.
        """
        return waiting.wait_for(execution, timeout_s=timeout_s)

    def wait_all(self, started: Sequence[Execution], *, timeout_s: float) -> list[Execution]:
        """
        Wait for all of them within one time-out.

        Raises:
            WaitTimeout: one has not ended in time; all go on.
        """
        deadline = time.monotonic() + timeout_s
        return [
            self.wait(each, timeout_s=max(0.0, deadline - time.monotonic())) for each in started
        ]

    def follow(self, execution: Execution, *, after: int = 0) -> Iterator[Happened]:
        """Events as they are written, until the execution has ended."""
        return follow_events(execution, after=after)

    # --- asking and steering ------------------------------------------------------------------

    def get(self, execution_id: UUID) -> Execution:
        """
        Raises:
            NotFound: there is none that this person may see.
        """
        return execution_for(self.user, execution_id, Capability.VIEW)

    def outputs(self, execution: Execution) -> JsonValue:
        return execution_outputs(execution)

    def cancel(self, execution: Execution) -> Execution:
        return executions.cancel_execution(user=self.user, execution_id=execution.public_id)

    def retry(self, execution: Execution, *, from_task: str | None = None) -> Execution:
        self._check_worker()
        return executions.retry_execution(
            user=self.user, execution_id=execution.public_id, from_task=from_task
        )

    # --- the same for coroutines --------------------------------------------------------------

    async def astart(self, workflow: str, inputs: JsonObject | None = None) -> Execution:
        return await sync_to_async(self.start, thread_sensitive=False)(workflow, inputs)

    async def astart_document(
        self, document: JsonObject, inputs: JsonObject | None = None
    ) -> Execution:
        start = sync_to_async(self.start_document, thread_sensitive=False)
        return await start(document, inputs)

    async def await_end(self, execution: Execution, *, timeout_s: float) -> Execution:
        """
        Raises:
            WaitTimeout: it has not ended in time; it goes on.
        """
        return await waiting.await_for(execution, timeout_s=timeout_s)

    async def acancel(self, execution: Execution) -> Execution:
        return await sync_to_async(self.cancel, thread_sensitive=False)(execution)

    def afollow(self, execution: Execution, *, after: int = 0) -> AsyncIterator[Happened]:
        return afollow_events(execution, after=after)

    def _check_worker(self) -> None:
        if not self.needs_worker:
            return
        lately = timezone.now() - timedelta(seconds=WORKER_SILENT_S)
        if not WorkerProcess.objects.filter(seen_at__gt=lately).exists():
            raise NotReady("No worker lives: run `manage.py start` or `manage.py worker`.")
