"""The tables of the workflows app, one subject a module."""

from workflows.models.accounts import ApiToken, Membership, Role, SignInLink, Team, User
from workflows.models.agents import Agent, AgentRevision, AgentState
from workflows.models.approvals import Approval, ApprovalDecision, ApprovalState
from workflows.models.events import Event, EventSeverity, TaskLog
from workflows.models.executions import (
    FINAL_EXECUTION_STATES,
    Execution,
    ExecutionPayload,
    ExecutionState,
)
from workflows.models.invitations import Invitation, InvitationUse
from workflows.models.mail import ApprovalMail
from workflows.models.pins import Pin
from workflows.models.platform import (
    AuditEntry,
    CacheEntry,
    IdempotencyKey,
    Lease,
    WorkerProcess,
)
from workflows.models.task_runs import (
    CONTAINER_KINDS,
    Attempt,
    AttemptState,
    Frame,
    Lane,
    TaskRun,
    TaskRunFlag,
    TaskRunState,
)
from workflows.models.tickets import SocketTicket
from workflows.models.workflows import Draft, PlanTask, Version, Workflow

__all__ = [
    "CONTAINER_KINDS",
    "FINAL_EXECUTION_STATES",
    "Agent",
    "AgentRevision",
    "AgentState",
    "ApiToken",
    "Approval",
    "ApprovalDecision",
    "ApprovalMail",
    "ApprovalState",
    "Attempt",
    "AttemptState",
    "AuditEntry",
    "CacheEntry",
    "Draft",
    "Event",
    "EventSeverity",
    "Execution",
    "ExecutionPayload",
    "ExecutionState",
    "Frame",
    "IdempotencyKey",
    "Invitation",
    "InvitationUse",
    "Lane",
    "Lease",
    "Membership",
    "Pin",
    "PlanTask",
    "Role",
    "SignInLink",
    "SocketTicket",
    "TaskLog",
    "TaskRun",
    "TaskRunFlag",
    "TaskRunState",
    "Team",
    "User",
    "Version",
    "WorkerProcess",
    "Workflow",
]
