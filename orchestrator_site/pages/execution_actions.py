"""The buttons of an execution's page."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from orchestrator_site.pages.answering import do, person, signed_in
from workflows.services.executions import (
    cancel_execution,
    pause_execution,
    resume_execution,
    retry_execution,
)


@require_POST
@signed_in
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user = person(request)
    do(request, "Cancelling.", lambda: cancel_execution(user=user, execution_id=public_id))
    return redirect("pages:execution", public_id=public_id)


@require_POST
@signed_in
def pause(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user = person(request)
    paused = "Paused. What runs now will finish; nothing new starts."
    do(request, paused, lambda: pause_execution(user=user, execution_id=public_id))
    return redirect("pages:execution", public_id=public_id)


@require_POST
@signed_in
def resume(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user = person(request)
    do(request, "Resumed.", lambda: resume_execution(user=user, execution_id=public_id))
    return redirect("pages:execution", public_id=public_id)


@require_POST
@signed_in
def retry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new execution from the failed tasks, or from the task named; then its page."""
    user = person(request)
    version: Literal["same", "newest"] = (
        "newest" if request.POST.get("version") == "newest" else "same"
    )
    made = do(
        request,
        "This is the retry. Outputs of tasks that had succeeded are kept.",
        lambda: retry_execution(
            user=user,
            execution_id=public_id,
            version=version,
            from_task=request.POST.get("from_task") or None,
        ),
    )
    return redirect("pages:execution", public_id=made.public_id if made else public_id)
