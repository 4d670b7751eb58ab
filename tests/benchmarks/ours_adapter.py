"""The only module here that knows ours' Python interface; the process is configured already."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workflows.models import Execution, User, Workflow

WAIT_TIMEOUT_S = 150
NEEDED = ("workflows.services.executions", "workflows.services.waiting", "workflows.engine.runtime")


class ExecutionEndedBadly(Exception):
    """The execution failed or was cancelled."""


@dataclass(slots=True)
class Installation:
    """One team with its owner, and a published workflow for every document's name."""

    user: User
    team_id: int
    workflows: dict[str, Workflow]


_installation: Installation


def why_not() -> str | None:
    """What is missing for a run, after `setup`; None: nothing."""
    try:
        for name in NEEDED:
            import_module(name)
    except ImportError as error:
        return f"the engine is not complete: {error}"
    return None


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


def submit(document: dict[str, Any], inputs: dict[str, Any] | None = None) -> Execution:
    """
    Start an execution of the document's published workflow.

    The first call with a name publishes, as peers compile their graph once; warm-up runs pay it.
    """
    from workflows.services.executions import start_execution

    workflow = _published(document)
    return start_execution(
        user=_installation.user, workflow_id=workflow.public_id, inputs=inputs or {}
    )


def wait(handle: Execution) -> dict[str, Any]:
    """
    The execution's outputs, once it has ended.

    Raises:
        ExecutionEndedBadly: it ended otherwise than well.
        WaitTimeout: it has not ended in time.
    """
    from workflows.models import ExecutionState
    from workflows.services.waiting import wait_for

    execution = wait_for(handle, timeout_s=WAIT_TIMEOUT_S)
    if execution.state != ExecutionState.SUCCEEDED:
        raise ExecutionEndedBadly(f"{execution.get_state_display()}: {execution.error_message}")
    return dict(json.loads(execution.payload.outputs or "{}"))


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

    from workflows.models import Team, Workflow
    from workflows.services.versions import ensure_version

    team, user = Team.objects.get(pk=_installation.team_id), _installation.user
    slug = f"bench-{len(_installation.workflows)}"
    with transaction.atomic():
        workflow = Workflow.objects.create(
            team=team, slug=slug, name=document["name"], last_number=1
        )
        version = ensure_version(team=team, workflow=workflow, raw=document, user=user)
        version.number = 1
        version.save(update_fields=["number"])
    return workflow
