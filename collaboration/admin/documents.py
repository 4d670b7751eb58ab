"""Shared documents and their checkpoints: to look at, and to merge logs by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from collaboration.errors import DocumentDamaged, DocumentGone
from collaboration.models import Checkpoint, SharedDocument
from collaboration.persistence.compaction import compact
from workflows.admin.base import HotRowsAdmin, ReadOnlyAdmin, link_to_list, write_audit


@admin.register(SharedDocument)
class SharedDocumentAdmin(ReadOnlyAdmin):
    """Logs are not shown: what people typed is theirs."""

    list_display = (
        "workflow",
        "number",
        "generation",
        "tail_count",
        "tail_bytes",
        "compactions",
        "changed_at",
        "more",
    )
    list_select_related = ("workflow",)
    fields = (*list_display, "schema", "created_at")
    heavy_fields = ("workflow__description",)
    exact_search = ("workflow__public_id", "workflow__slug")
    search_help_text = "Slug or id of the workflow"
    ordering = ("-pk",)
    actions = ("compact",)

    @admin.display(description="more")
    def more(self, document: SharedDocument) -> SafeString:
        return link_to_list(Checkpoint, "checkpoints", document__id__exact=document.pk)

    @admin.action(description="Merge the log", permissions=["operate"])
    def compact(self, request: HttpRequest, queryset: QuerySet[SharedDocument]) -> None:
        for document in queryset:
            self._compact_one(request, document)

    def _compact_one(self, request: HttpRequest, document: SharedDocument) -> None:
        try:
            if compact(document.pk):
                write_audit(request, "compact", document)
                self.message_user(request, f"{document}: merged.")
            else:
                self.message_user(request, f"{document}: there was nothing to merge.")
        except (DocumentDamaged, DocumentGone) as error:
            self.message_user(request, error.message, messages.ERROR)


@admin.register(Checkpoint)
class CheckpointAdmin(HotRowsAdmin):
    list_display = ("__str__", "document", "number", "reason", "author", "created_at", "task_count")
    list_select_related = ("document", "author")
    list_filter = ("reason",)
    fields = (*list_display, "public_id", "name", "generation", "content_hash")
    indexed_filters = ("document",)
    heavy_fields = ("state",)
    exact_search = ("public_id", "document__workflow__public_id", "document__workflow__slug")
    search_help_text = "Id, or slug or id of the workflow"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("state")
