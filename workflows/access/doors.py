"""
The guarded doors: the only way from an id that somebody sent to a row.

An unknown id and one of a foreign team raise the same NotFound, from the same single query. A
member without the capability gets AccessDenied: that the row exists is no secret to the team.
"""

from __future__ import annotations

from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import Model, OuterRef, QuerySet, Subquery

from workflows.access.capabilities import Capability, role_allows, role_reaches
from workflows.access.limits import denied, limits_of, token_allows
from workflows.access.operators import is_operator
from workflows.access.visible import memberships_of, memberships_that_count
from workflows.errors import AccessDenied, NotFound
from workflows.models import (
    Agent,
    Approval,
    Execution,
    Membership,
    Role,
    TaskRun,
    Team,
    User,
    Version,
    Workflow,
)
from workflows.models.prepared import Prepared

STARTED_BY_YOU = "You started this execution; its approval asks for somebody else."

Row = TypeVar("Row", bound=Model)


def team_for(user: User, team_id: UUID, capability: Capability = Capability.VIEW) -> Team:
    found = Team.objects.filter(public_id=team_id)
    return _guarded(found, user, capability, team="pk")


def workflow_for(user: User, workflow_id: UUID, capability: Capability) -> Workflow:
    """Every start comes through here, so its query is one of the prepared."""
    limits = limits_of(user)
    if limits is None or limits.team is None:
        row = WORKFLOW.object(workflow_id, user.pk)
    else:
        row = WORKFLOW_BY_TEAM_TOKEN.object(workflow_id, user.pk, limits.team)
    workflow, role = _seen(row, user)
    return _allowed(workflow, role, user, capability)


def version_for(user: User, version_id: UUID, capability: Capability) -> Version:
    found = Version.objects.filter(public_id=version_id).select_related("team", "workflow")
    return _guarded(found, user, capability)


def execution_for(user: User, execution_id: UUID, capability: Capability) -> Execution:
    found = Execution.objects.filter(public_id=execution_id)
    found = found.select_related("team", "workflow", "version").defer("version__document")
    return _guarded(found, user, capability)


def task_run_for(
    user: User, execution_id: UUID, task_run_id: int, capability: Capability
) -> TaskRun:
    """A task run of this execution; one of another execution is not found."""
    found = TaskRun.objects.filter(pk=task_run_id, execution__public_id=execution_id)
    return _guarded(found.select_related("execution"), user, capability)


def agent_for(user: User, agent_id: UUID, capability: Capability) -> Agent:
    found = Agent.objects.filter(public_id=agent_id).select_related("team")
    return _guarded(found, user, capability)


def approval_for(user: User, approval_id: UUID, capability: Capability) -> Approval:
    """
    An approval; with DECIDE, one that this person may decide.

    Being named is a grant of its own, whatever the role; who is not named may decide only an
    approval that names nobody.
    """
    found = Approval.objects.filter(public_id=approval_id).select_related("team", "execution")
    if capability is not Capability.DECIDE:
        return _guarded(found, user, capability)
    approval, role = _found(found, user)
    if not token_allows(user, capability) or not may_decide(user, role, approval):
        raise _not_for_starter(user, approval) or denied(user, capability)
    return approval


def _not_for_starter(user: User, approval: Approval) -> AccessDenied | None:
    if not token_allows(user, Capability.DECIDE) or not is_barred(user, approval):
        return None
    return AccessDenied(Capability.DECIDE, STARTED_BY_YOU)


def is_barred(user: User, approval: Approval) -> bool:
    """Whether the person started what the approval is about, and somebody else must decide."""
    return not approval.self_approval and approval.execution.started_by_id == user.pk


def may_decide(user: User, role: str | None, approval: Approval) -> bool:
    if is_barred(user, approval):
        return False
    if not approval.assignees:
        return role_allows(role, Capability.DECIDE)
    return any(_names(str(assignee), user, role) for assignee in approval.assignees)


def role_in(user: User, team: Team) -> Role | None:
    role = memberships_of(user).filter(team=team).values_list("role", flat=True).first()
    return Role(role) if role in Role.values else None


def require(user: User, team: Team, capability: Capability) -> None:
    """
    Raises:
        NotFound: the person is no member.
        AccessDenied: the role or the token does not allow it.
    """
    team_for(user, team.public_id, capability)


def capabilities_in(user: User, team: Team) -> frozenset[Capability]:
    """What the person may do in the team now, token included; empty for who is no member."""
    role = role_in(user, team)
    return frozenset(
        capability
        for capability in Capability
        if role_allows(role, capability) and token_allows(user, capability)
    )


def _guarded(
    found: QuerySet[Row], user: User, capability: Capability, *, team: str = "team"
) -> Row:
    row, role = _found(found, user, team=team)
    return _allowed(row, role, user, capability)


def _allowed(row: Row, role: str, user: User, capability: Capability) -> Row:
    if not role_allows(role, capability) or not token_allows(user, capability):
        raise denied(user, capability)
    return row


def _found(found: QuerySet[Row], user: User, *, team: str = "team") -> tuple[Row, str]:
    return _seen(_with_role(found, memberships_of(user), team).first(), user)


def _with_role(
    found: QuerySet[Row], memberships: QuerySet[Membership], team: str = "team"
) -> QuerySet[Row]:
    role = memberships.filter(team=OuterRef(team)).values("role")[:1]
    annotated: Any = found.annotate(role_of_caller=Subquery(role))
    return cast("QuerySet[Row]", annotated)


def _seen(row: Row | None, user: User) -> tuple[Row, str]:
    """The row and the caller's role in its team, where the caller may know of it."""
    if row is not None and is_operator(user):
        return row, Role.OWNER
    role = getattr(row, "role_of_caller", None)
    if row is None or role is None:
        raise NotFound
    return row, role


def _workflow(workflow: UUID, user_pk: int, team_pk: int | None = None) -> QuerySet[Workflow]:
    found = Workflow.objects.filter(public_id=workflow).select_related("team")
    return _with_role(found, memberships_that_count(user_pk, team_pk))


WORKFLOW = Prepared(_workflow, UUID, int)
WORKFLOW_BY_TEAM_TOKEN = Prepared(_workflow, UUID, int, int)


def _names(assignee: str, user: User, role: str | None) -> bool:
    if assignee.startswith("role:"):
        return role_reaches(role, assignee.removeprefix("role:"))
    return assignee == user.get_username()
