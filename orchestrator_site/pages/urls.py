"""Addresses of the pages."""

from django.urls import path

from orchestrator_site.pages import (
    app_shell,
    approval_pages,
    execution_actions,
    execution_pages,
    signing_in,
    workflow_pages,
)

app_name = "pages"

urlpatterns = [
    path("", workflow_pages.list_workflows, name="workflows"),
    path("workflows/<uuid:public_id>", workflow_pages.show_workflow, name="workflow"),
    path("workflows/<uuid:public_id>/run", workflow_pages.run_workflow, name="run"),
    path("executions", execution_pages.list_executions, name="executions"),
    path("executions/<uuid:public_id>", execution_pages.show_execution, name="execution"),
    path("executions/<uuid:public_id>/cancel", execution_actions.cancel, name="cancel"),
    path("executions/<uuid:public_id>/pause", execution_actions.pause, name="pause"),
    path("executions/<uuid:public_id>/resume", execution_actions.resume, name="resume"),
    path("executions/<uuid:public_id>/retry", execution_actions.retry, name="retry"),
    path("approvals", approval_pages.list_approvals, name="approvals"),
    path("approvals/<uuid:public_id>", approval_pages.answer_approval, name="answer"),
    path("sign-in", signing_in.SignIn.as_view(), name="sign_in"),
    path("sign-in/<str:token>", signing_in.SignInByLink.as_view(), name="sign_in_by_link"),
    path("sign-out", signing_in.sign_out, name="sign_out"),
    path("set-password", signing_in.set_password, name="set_password"),
    *app_shell.routes,
]
