"""The inbox of approvals, and the answer to one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from orchestrator_site.pages.answering import do, person, signed_in
from orchestrator_site.pages.approval_cards import approval_card
from orchestrator_site.pages.inputs import read_inputs
from orchestrator_site.pages.next_page import is_own_path
from orchestrator_site.pages.reads import open_approvals
from workflows.access import visible_approvals
from workflows.errors import NotFound
from workflows.models import User
from workflows.services.approvals import decide_approval

COMMENT_CHARS = 2_000


@require_GET
@signed_in
def list_approvals(request: HttpRequest) -> HttpResponse:
    user = person(request)
    cards = [approval_card(approval, user) for approval in open_approvals(user)]
    return render(request, "pages/approvals.html", {"approvals": cards})


@require_POST
@signed_in
def answer_approval(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user = person(request)
    approve = request.POST.get("decision") == "approve"
    form = _form_of(user, public_id)
    if request.POST.get("decision") in ("approve", "reject"):
        do(
            request,
            "Approved." if approve else "Rejected.",
            lambda: decide_approval(
                user=user,
                approval_id=public_id,
                approve=approve,
                comment=request.POST.get("comment", "")[:COMMENT_CHARS],
                values=read_inputs(form, request.POST) if form else None,
            ),
        )
    back = request.POST.get("back", "")
    return redirect(back if is_own_path(back) else "pages:approvals")


def _form_of(user: User, public_id: UUID) -> dict[str, object]:
    approval = visible_approvals(user).filter(public_id=public_id).only("form").first()
    if approval is None:
        raise NotFound
    return approval.form or {}
