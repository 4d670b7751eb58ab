"""The only module here that knows ours' Python interface; the process is configured already."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from workflows.models import User, Workflow

WAIT_TIMEOUT_S = 150
NEEDED = ("workflows.services.executions", "workflows.services.waiting", "workflows.engine.runtime")


class ExecutionEndedBadly(Exception):
    """The execution failed, was cancelled, or did not end in time."""


@dataclass(slots=True)
class Installation:
    """One team with its owner, and a published workflow for every document's name."""

    user: User
    team_id: int
    workflows: dict[str, Workflow]


_installation: Installation


def why_not() -> str | None:
    """What is missing for a run; None: nothing."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    return f"the engine is not complete: no {', '.join(missing)}" if missing else None


def setup() -> None:
    """Migrate the empty database and make the team; the workers are started afterwards."""
    global _installation

    import django

    django.setup()
    from django.core.management import call_command

    from workflows.models import Membership, Role, Team, User

    call_command("migrate", verbosity=0, interactive=False)
    team = Team.objects.create(name="Benchmark", slug="benchmark")
    user = User.objects.create(username="benchmark")
    Membership.objects.create(team=team, user=user, role=Role.OWNER)
    _installation = Installation(user, team.pk, {})


def submit(document: dict[str, Any], inputs: dict[str, Any] | None = None) -> UUID:
    """
    Start an execution of the document's published workflow; the handle is its public id.

    The first call with a name publishes, as peers compile their graph once; warm-up runs pay it.
    """
    from workflows.services.executions import start_execution

    workflow = _published(document)
    execution = start_execution(
        user=_installation.user, workflow_id=workflow.public_id, inputs=inputs or {}
    )
    return execution.public_id


def wait(handle: UUID) -> dict[str, Any]:
    """
    The execution's outputs, once it has ended.

    Raises:
        ExecutionEndedBadly: it ended otherwise than well, or not in time.
    """
    from workflows.services.waiting import wait_for

    from workflows.models import ExecutionPayload, ExecutionState

    execution = wait_for(user=_installation.user, execution_id=handle, timeout_s=WAIT_TIMEOUT_S)
    if execution.state != ExecutionState.SUCCEEDED:
        raise ExecutionEndedBadly(f"{execution.state}: {execution.error_message}")
    payload = ExecutionPayload.objects.get(execution=execution)
    return dict(json.loads(payload.outputs or "{}"))


def make_agent(slug: str, model: str, max_parallel: int) -> None:
    """An agent of kind model, and its first revision."""
    from workflows.models import Agent, AgentRevision

    settings = {"model": model, "instructions": "Answer."}
    agent = Agent.objects.create(
        team_id=_installation.team_id, slug=slug, name=slug, settings=settings,
        max_parallel=max_parallel,
    )  # fmt: skip
    AgentRevision.objects.create(
        agent=agent, number=1, kind=agent.kind, settings=settings, max_parallel=max_parallel
    )


def _published(document: dict[str, Any]) -> Workflow:
    name = document["name"]
    if name not in _installation.workflows:
        _installation.workflows[name] = _publish(document)
    return _installation.workflows[name]


def _publish(document: dict[str, Any]) -> Workflow:
    from django.db import transaction

    from workflows.definition.canonical import canonical_text, content_hash
    from workflows.engine.plans import store_plan
    from workflows.models import Version, Workflow

    tasks = document["tasks"].values()
    with transaction.atomic():
        workflow = Workflow.objects.create(
            team_id=_installation.team_id,
            slug=f"bench-{len(_installation.workflows)}",
            name=document["name"],
            last_number=1,
        )
        version = Version.objects.create(
            team_id=_installation.team_id,
            workflow=workflow,
            number=1,
            content_hash=content_hash(document),
            document=canonical_text(document),
            task_count=len(tasks),
            root_count=sum("parent" not in task for task in tasks),
        )
        store_plan(version, document)
    return workflow
