"""What waits for people, and what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from workflows.admin.base import HotRowsAdmin
from workflows.models import Approval, ApprovalDecision, ApprovalMail

if TYPE_CHECKING:
    AnyTabularInline = admin.TabularInline[Any, Any]
else:
    AnyTabularInline = admin.TabularInline


class DecisionInline(AnyTabularInline):
    model = ApprovalDecision
    fields = ("user", "approve", "comment", "values", "created_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Approval)
class ApprovalAdmin(HotRowsAdmin):
    list_display = (
        "task",
        "state",
        "execution",
        "team",
        "needed",
        "created_at",
        "expires_at",
        "ended_at",
    )
    list_filter = ("state",)
    list_select_related = ("execution", "team")
    fields = ("public_id", *list_display, "message", "form", "assignees")
    indexed_filters = ("execution", "team")
    exact_search = ("public_id", "execution__public_id", "task", "team__slug")
    heavy_fields = ("message", "form")
    search_help_text = "Task, team, or id of the approval or execution"
    inlines = (DecisionInline,)


@admin.register(ApprovalMail)
class ApprovalMailAdmin(HotRowsAdmin):
    """What waits to be mailed, what was, and why something was not."""

    list_display = ("approval", "user", "due_at", "tries", "sent_at", "error")
    list_filter = (("due_at", admin.EmptyFieldListFilter),)
    list_select_related = ("approval", "user")
    fields = list_display
    indexed_filters = ("approval", "user")
    exact_search = ("approval__public_id", "user__username")
    search_help_text = "User name, or id of the approval"
