"""Workers, and the record of who did what."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import admin
from django.utils import timezone

from workflows.admin.base import HotRowsAdmin, ReadOnlyAdmin
from workflows.conf import config
from workflows.models import AuditEntry, WorkerProcess

admin.site.site_header = "Multi-agent orchestrator"
admin.site.site_title = "Orchestrator"
admin.site.index_title = "Operations"


@admin.register(WorkerProcess)
class WorkerProcessAdmin(ReadOnlyAdmin):
    list_display = (
        "name",
        "is_alive",
        "busy",
        "slots",
        "async_busy",
        "async_slots",
        "deaf",
        "started_at",
        "seen_at",
    )
    fields = list_display
    exact_search = ("name",)
    search_help_text = "Whole name"
    ordering = ("-seen_at",)

    @admin.display(boolean=True, description="alive")
    def is_alive(self, worker: WorkerProcess) -> bool:
        lease = timedelta(seconds=config().engine.lease_s)
        return worker.seen_at >= timezone.now() - lease


@admin.register(AuditEntry)
class AuditEntryAdmin(HotRowsAdmin):
    list_display = ("at", "actor", "action", "subject", "team")
    list_select_related = ("actor", "team")
    fields = (*list_display, "detail")
    indexed_filters = ("actor", "team")
    exact_search = ("action", "subject", "actor__username", "team__slug")
    heavy_fields = ("detail",)
    search_help_text = "Whole action, subject, user name or team"
