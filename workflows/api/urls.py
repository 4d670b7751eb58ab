"""
Every address of the API, below /api/v1.

`tests/rest/permissions.py` holds one row for each of them; one without a row fails the tests.
"""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from workflows.api import (
    agents,
    approvals,
    descriptions,
    documents,
    exchanges,
    executions,
    invitations,
    offers,
    pages,
    people,
    pins,
    task_runs,
    workflows,
)
from workflows.rest.problems import answer_unknown_route

people_urls = [
    path("me", people.Me.as_view(), name="me"),
    path("socket-tickets", people.SocketTickets.as_view(), name="socket-tickets"),
    path("teams", people.TeamList.as_view(), name="teams"),
    path("teams/<uuid:team_id>", people.TeamDetail.as_view(), name="team"),
    path("teams/<uuid:team_id>/members", people.MemberList.as_view(), name="members"),
    path(
        "teams/<uuid:team_id>/members/<str:username>",
        people.MemberDetail.as_view(),
        name="member",
    ),
    path(
        "teams/<uuid:team_id>/invitations",
        invitations.InvitationList.as_view(),
        name="invitations",
    ),
    path(
        "teams/<uuid:team_id>/invitations/<uuid:invitation_id>",
        invitations.InvitationDetail.as_view(),
        name="invitation",
    ),
    path("tokens", people.TokenList.as_view(), name="tokens"),
    path("tokens/<uuid:token_id>", people.TokenDetail.as_view(), name="token"),
]

_WORKFLOW = "workflows/<uuid:workflow_id>"
workflow_urls = [
    path("workflows", workflows.WorkflowList.as_view(), name="workflows"),
    path("workflows/import", workflows.WorkflowImport.as_view(), name="import"),
    path(_WORKFLOW, workflows.WorkflowDetail.as_view(), name="workflow"),
    path(f"{_WORKFLOW}/document", documents.Document.as_view(), name="document"),
    path(f"{_WORKFLOW}/validate", documents.Validation.as_view(), name="validate"),
    path(f"{_WORKFLOW}/publish", documents.Publication.as_view(), name="publish"),
    path(f"{_WORKFLOW}/versions", documents.VersionList.as_view(), name="versions"),
    path(f"{_WORKFLOW}/export", workflows.WorkflowExport.as_view(), name="export"),
    path(f"{_WORKFLOW}/duplicate", workflows.WorkflowDuplicate.as_view(), name="duplicate"),
    path(
        f"{_WORKFLOW}/executions",
        executions.WorkflowExecutions.as_view(),
        name="workflow-executions",
    ),
    path(
        f"{_WORKFLOW}/executions/plan",
        executions.PlannedExecution.as_view(),
        name="plan-execution",
    ),
    path(f"{_WORKFLOW}/descriptions", descriptions.DescriptionList.as_view(), name="descriptions"),
    path(
        f"{_WORKFLOW}/descriptions/<uuid:execution_id>",
        descriptions.DescriptionDetail.as_view(),
        name="description",
    ),
    path(f"{_WORKFLOW}/pins", pins.PinList.as_view(), name="pins"),
    path(f"{_WORKFLOW}/pins/<str:task>", pins.PinDetail.as_view(), name="pin"),
    path(f"{_WORKFLOW}/preview", pins.ExpressionPreview.as_view(), name="preview"),
    path("versions/<uuid:version_id>", documents.VersionDetail.as_view(), name="version"),
]

_EXECUTION = "executions/<uuid:execution_id>"
execution_urls = [
    path("executions", executions.ExecutionList.as_view(), name="executions"),
    path(_EXECUTION, executions.ExecutionDetail.as_view(), name="execution"),
    path(f"{_EXECUTION}/summary", executions.ExecutionSummary.as_view(), name="summary"),
    path(f"{_EXECUTION}/outputs", executions.ExecutionOutputs.as_view(), name="outputs"),
    path(f"{_EXECUTION}/cancel", executions.CancelExecution.as_view(), name="cancel"),
    path(f"{_EXECUTION}/pause", executions.PauseExecution.as_view(), name="pause"),
    path(f"{_EXECUTION}/resume", executions.ResumeExecution.as_view(), name="resume"),
    path(f"{_EXECUTION}/retry", executions.RetryExecution.as_view(), name="retry"),
    path(f"{_EXECUTION}/retry/plan", executions.PlannedRetry.as_view(), name="plan-retry"),
    path(f"{_EXECUTION}/wait", executions.WaitForExecution.as_view(), name="wait"),
    path(f"{_EXECUTION}/tasks", task_runs.TaskRunList.as_view(), name="task-runs"),
    path(
        f"{_EXECUTION}/tasks/<int:task_run_id>", task_runs.TaskRunDetail.as_view(), name="task-run"
    ),
    path(
        f"{_EXECUTION}/tasks/<int:task_run_id>/output",
        task_runs.TaskRunOutput.as_view(),
        name="task-run-output",
    ),
    path(
        f"{_EXECUTION}/tasks/<int:task_run_id>/attempts/<int:attempt>/messages",
        task_runs.AttemptMessages.as_view(),
        name="attempt-messages",
    ),
    path(f"{_EXECUTION}/messages", exchanges.ExchangeList.as_view(), name="exchanges"),
    path(f"{_EXECUTION}/messages/between", exchanges.ExecutionTalk.as_view(), name="talk"),
    path(f"{_EXECUTION}/logs", task_runs.LogList.as_view(), name="logs"),
    path(f"{_EXECUTION}/events", task_runs.ExecutionEvents.as_view(), name="execution-events"),
    path(
        f"{_EXECUTION}/events.jsonl",
        task_runs.ExecutionEventsFile.as_view(),
        name="execution-events-file",
    ),
    path("events", task_runs.TeamEvents.as_view(), name="events"),
    path("events.jsonl", task_runs.TeamEventsFile.as_view(), name="events-file"),
    path("approvals", approvals.ApprovalList.as_view(), name="approvals"),
    path("approvals/<uuid:approval_id>", approvals.ApprovalDetail.as_view(), name="approval"),
    path(
        "approvals/<uuid:approval_id>/decide", approvals.ApprovalDecision.as_view(), name="decide"
    ),
]

offer_urls = [
    path("agents", agents.AgentList.as_view(), name="agents"),
    path("agents/<uuid:agent_id>", agents.AgentDetail.as_view(), name="agent"),
    path("agents/<uuid:agent_id>/revisions", agents.AgentRevisions.as_view(), name="revisions"),
    path("kinds", offers.Kinds.as_view(), name="kinds"),
    path("functions", offers.Functions.as_view(), name="functions"),
    path("examples", offers.Examples.as_view(), name="examples"),
    path("providers", offers.Providers.as_view(), name="providers"),
    path("document-schema", offers.DocumentSchema.as_view(), name="document-schema"),
    path("statistics", offers.StatisticsView.as_view(), name="statistics"),
    path("schema", pages.OpenApi.as_view(), name="schema"),
    path("docs", pages.Docs.as_view(), name="docs"),
]

app_name = "api"
urlpatterns: list[URLPattern] = [
    *people_urls,
    *workflow_urls,
    *execution_urls,
    *offer_urls,
    re_path(r"^.*$", answer_unknown_route, name="unknown"),
]
