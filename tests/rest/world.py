"""Two teams with one of everything, and one caller for each way to come."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from collaboration.checkpoints.keeping import keep_by_hand
from collaboration.comments.changing import Anchor, open_thread
from collaboration.models import (
    Checkpoint,
    Comment,
    Mention,
    Participant,
    Thread,
    ThreadPlace,
)
from collaboration.rooms.sessions import set_presence
from workflows.definition.describing.question import DRAFTER
from workflows.models import (
    Agent,
    ApiToken,
    Approval,
    Attempt,
    AttemptState,
    Execution,
    ExecutionPayload,
    ExecutionState,
    Invitation,
    Membership,
    Pin,
    Role,
    TaskLog,
    TaskRun,
    Team,
    User,
    Version,
    Workflow,
)
from workflows.services.agents import create_agent
from workflows.services.descriptions import start_description
from workflows.services.executions import start_execution
from workflows.services.invitations import create_invitation
from workflows.services.pinned_outputs import pin_output
from workflows.services.publishing import publish
from workflows.services.tokens import create_token
from workflows.services.workflows import create_workflow

API = "/api/v1"
ENDED = UUID(int=1)  # of the world named `one`, for bodies that name an execution
DOCUMENT: dict[str, Any] = {
    "schema": 1,
    "name": "Market brief",
    "inputs": {"type": "object", "properties": {"topic": {"type": "string", "default": "tea"}}},
    "tasks": {
        "gather": {"name": "Gather", "kind": "transform", "value": ["{{ inputs.topic }}"]},
        "count": {
            "name": "Count",
            "kind": "transform",
            "depends_on": ["gather"],
            "value": "{{ tasks.gather.output | length }}",
        },
    },
    "outputs": {"topics": "{{ tasks.count.output }}"},
}


def person(name: str, team: Team | None = None, role: str = Role.OWNER) -> User:
    user = User.objects.create_user(name)
    if team is not None:
        Membership.objects.create(team=team, user=user, role=role)
    return user


def team(name: str) -> Team:
    return Team.objects.create(name=name.title(), slug=name)


class Caller:
    """A client of the API that sends JSON and reads JSON."""

    def __init__(self, user: User | None = None, token: str | None = None) -> None:
        # Django's client skips the check of the token's value, ours of its presence remains.
        headers = {"Authorization": f"Bearer {token}"} if token else {"X-CSRFToken": "sent"}
        self.client = Client(headers=headers, raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = b"" if body is None else json.dumps(body).encode()
        return self.client.generic(
            method,
            path if path.startswith(API) else f"{API}/{path}",
            data,
            content_type=headers.pop("content_type", "application/json"),
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, {} if body is None else body, **headers)


@dataclass(frozen=True)
class World:
    team: Team
    people: dict[str, User]
    workflow: Workflow
    version: Version
    execution: Execution
    ended: Execution
    paused: Execution
    task_run: TaskRun
    approval: Approval
    agent: Agent
    token: ApiToken
    thread: Thread
    comment: Comment
    mention: Mention
    participant: Participant
    checkpoint: Checkpoint
    pin: Pin
    invitation: Invitation

    @property
    def described(self) -> Execution:
        """One more that drafts a workflow from a description."""
        begun = start_description(
            user=self.people[Role.OWNER],
            workflow_id=self.workflow.public_id,
            text="Read letters, then answer them.",
        )
        return begun.execution

    @property
    def ids(self) -> dict[str, UUID | int | str]:
        """By the names that addresses use."""
        return {
            "team_id": self.team.public_id,
            "workflow_id": self.workflow.public_id,
            "version_id": self.version.public_id,
            "execution_id": self.execution.public_id,
            "task_run_id": self.task_run.pk,
            "attempt": 1,
            "approval_id": self.approval.public_id,
            "agent_id": self.agent.public_id,
            "token_id": self.token.public_id,
            "username": "viewer",
            "thread_id": self.thread.public_id,
            "checkpoint_id": self.checkpoint.public_id,
            "comment_id": self.comment.public_id,
            "participant_id": self.participant.public_id,
            "mention_id": self.mention.public_id,
            "task": self.pin.task,
            "invitation_id": self.invitation.public_id,
        }


def make_world(name: str = "one") -> World:
    ours = team(name)
    prefix = "" if name == "one" else f"{name}-"
    people = {role: person(f"{prefix}{role}", ours, role) for role in Role.values}
    owner = people[Role.OWNER]
    workflow = create_workflow(user=owner, team_id=ours.public_id, document=DOCUMENT)
    version = publish(user=owner, workflow_id=workflow.public_id)
    running, ended, paused = (
        start_execution(user=owner, workflow_id=workflow.public_id, inputs={}, public_id=public_id)
        for public_id in (None, ENDED if name == "one" else None, None)
    )
    set_state(ended, ExecutionState.FAILED, ended_at=timezone.now())
    ExecutionPayload.objects.filter(execution=ended).update(outputs='{"drink":"tea"}')
    set_state(paused, ExecutionState.PAUSED)
    a_drafter(owner, workflow)
    run = ended.task_runs.get(task="gather")
    TaskRun.objects.filter(pk=run.pk).update(state=5, epoch=1, attempt=1)
    run.refresh_from_db()
    an_attempt(run)
    a_log(ended, run)
    approval = an_approval(running, people[Role.OWNER])
    agent = create_agent(user=owner, team_id=ours.public_id, name="Researcher")
    token, _ = create_token(user=owner, name="laptop", scopes=["read"])
    thread = open_thread(
        user=people[Role.VIEWER],
        workflow_id=workflow.public_id,
        anchor=Anchor(ThreadPlace.TASK, subject="gather"),
        text=f"Is tea enough, @{owner.get_username()}?",
    )
    participant = set_presence(
        user=people[Role.VIEWER], workflow_id=workflow.public_id, state={"cursor": "gather"}
    )
    pin = pin_output(user=owner, workflow_id=workflow.public_id, task="gather", output=["tea"])
    checkpoint = keep_by_hand(user=owner, workflow_id=workflow.public_id, name="First")
    invitation, _ = create_invitation(user=owner, team_id=ours.public_id, role=Role.EDITOR)
    return World(
        ours,
        people,
        workflow,
        version,
        running,
        ended,
        paused,
        run,
        approval,
        agent,
        token,
        thread,
        thread.comments.get(),
        Mention.objects.get(comment__thread=thread),
        participant,
        checkpoint,
        pin,
        invitation,
    )


def set_state(execution: Execution, state: ExecutionState, **columns: Any) -> None:
    Execution.objects.filter(pk=execution.pk).update(state=state, **columns)
    execution.refresh_from_db()


def a_drafter(owner: User, workflow: Workflow) -> None:
    """Its model answers from a script, so that none need be installed."""
    steps = [{"instruction": "Read the letters.", "name": "Read", "after": []}]
    settings = {"model": "scripted:steps", "script": {"answer": {"steps": steps}}}
    team_id = workflow.team.public_id
    create_agent(user=owner, team_id=team_id, name="Drafter", slug=DRAFTER, settings=settings)


def an_attempt(run: TaskRun) -> Attempt:
    return Attempt.objects.create(
        task_run=run,
        epoch=run.epoch,
        number=1,
        state=AttemptState.SUCCEEDED,
        started_at=timezone.now() - timedelta(seconds=2),
        input='{"topic":"tea"}',
        output='["tea"]',
        output_bytes=7,
        messages='[{"role":"user","kind":"text","text":"tea?"}]',
    )


def a_log(execution: Execution, run: TaskRun) -> TaskLog:
    lines = [
        {"at": "2027-01-31T12:00:00+00:00", "level": "info", "message": "Reading “tea”"},
        {"at": "2027-01-31T12:00:01+00:00", "level": "warning", "message": 'Slow "source"'},
    ]
    return TaskLog.objects.create(
        execution=execution,
        task_run=run.pk,
        attempt=1,
        number=0,
        lines="\n".join(json.dumps(line, ensure_ascii=False) for line in lines),
    )


def an_approval(execution: Execution, *assignees: User) -> Approval:
    run = execution.task_runs.get(task="count")
    return Approval.objects.create(
        team=execution.team,
        execution=execution,
        task_run=run.pk,
        task=run.task,
        message="Publish it?",
        assignees=[user.get_username() for user in assignees],
    )


def token_of(user: User, *scopes: str, **columns: Any) -> str:
    token, text = create_token(user=user, name="test", scopes=scopes or ["read"])
    ApiToken.objects.filter(pk=token.pk).update(**columns)
    return text
