"""Workflows, their drafts and versions: to look at, since edits belong to the designer."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.http import HttpRequest
from django.utils.safestring import SafeString

from workflows.admin.base import (
    SHOWN_CHARS,
    HotRowsAdmin,
    ReadOnlyAdmin,
    is_list,
    joined,
    link_to_list,
    preformatted,
)
from workflows.models import Draft, Execution, Pin, Version, Workflow


class DocumentHead:
    """Reads the beginning of a document, never its eight megabytes."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        rows = rows.defer("document")
        if not is_list(request):
            rows = rows.annotate(document_head=Left("document", SHOWN_CHARS + 1))
        return rows

    @admin.display(description="document")
    def document_text(self, row: Any) -> SafeString | str:
        return preformatted(row.document_head)


@admin.register(Workflow)
class WorkflowAdmin(ReadOnlyAdmin):
    list_display = ("name", "slug", "team", "last_number", "changed_at", "archived_at", "more")
    list_filter = (("archived_at", admin.EmptyFieldListFilter),)
    list_select_related = ("team",)
    fields = (*list_display, "public_id", "description", "tags", "created_by", "created_at")
    exact_search = ("public_id", "slug", "name", "team__slug")
    heavy_fields = ("description",)
    search_help_text = "Whole slug, name, team or id"
    ordering = ("-pk",)

    @admin.display(description="more")
    def more(self, workflow: Workflow) -> SafeString:
        key = workflow.pk
        return joined(
            link_to_list(Draft, "draft", workflow__id__exact=key),
            link_to_list(Pin, "pins", workflow__id__exact=key),
            link_to_list(Version, "versions", workflow__id__exact=key),
            link_to_list(Execution, "executions", workflow__id__exact=key),
        )


@admin.register(Draft)
class DraftAdmin(DocumentHead, HotRowsAdmin):
    list_display = ("workflow", "revision", "changed_by", "changed_at")
    list_select_related = ("workflow", "changed_by")
    fields = (*list_display, "document_text")
    indexed_filters = ("workflow",)
    exact_search = ("workflow__public_id", "workflow__slug")
    search_help_text = "Slug or id of the workflow"


@admin.register(Pin)
class PinAdmin(HotRowsAdmin):
    list_display = ("workflow", "task", "output_bytes", "pinned_by", "pinned_at")
    list_select_related = ("workflow", "pinned_by")
    fields = (*list_display, "output_text")
    indexed_filters = ("workflow",)
    exact_search = ("workflow__public_id", "workflow__slug", "task")
    heavy_fields = ("output",)
    search_help_text = "Task, or slug or id of the workflow"

    @admin.display(description="output")
    def output_text(self, pin: Pin) -> SafeString | str:
        return preformatted(f"in the file {pin.output_file}" if pin.output_file else pin.output)


@admin.register(Version)
class VersionAdmin(DocumentHead, HotRowsAdmin):
    list_display = ("__str__", "workflow", "team", "task_count", "created_by", "created_at", "runs")
    list_select_related = ("workflow", "team", "created_by")
    fields = (
        *list_display,
        "public_id",
        "content_hash",
        "published_at",
        "message",
        "document_text",
    )
    indexed_filters = ("workflow",)
    exact_search = ("public_id", "content_hash", "workflow__public_id", "workflow__slug")
    search_help_text = "Content hash, id, or slug or id of the workflow"

    @admin.display(description="executions")
    def runs(self, version: Version) -> SafeString:
        return link_to_list(Execution, "executions", version__id__exact=version.pk)
