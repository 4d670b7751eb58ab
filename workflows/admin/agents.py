"""Agents and their revisions, to look at: changes go through the API, which keeps revisions."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString

from workflows.admin.base import HotRowsAdmin, ReadOnlyAdmin, link_to_list
from workflows.models import Agent, AgentRevision


@admin.register(Agent)
class AgentAdmin(ReadOnlyAdmin):
    list_display = ("name", "slug", "team", "kind", "state", "max_parallel", "revision", "history")
    list_filter = ("state",)
    list_select_related = ("team",)
    fields = (*list_display, "public_id", "description", "capabilities", "settings", "changed_at")
    exact_search = ("public_id", "slug", "name", "team__slug")
    heavy_fields = ("settings", "capabilities", "description")
    search_help_text = "Whole slug, name, team or id"
    ordering = ("-pk",)

    @admin.display(description="history")
    def history(self, agent: Agent) -> SafeString:
        return link_to_list(AgentRevision, "revisions", agent__id__exact=agent.pk)


@admin.register(AgentRevision)
class AgentRevisionAdmin(HotRowsAdmin):
    list_display = ("agent", "number", "kind", "max_parallel", "changed_by", "created_at")
    list_select_related = ("agent", "changed_by")
    fields = (*list_display, "capabilities", "settings")
    indexed_filters = ("agent",)
    exact_search = ("agent__public_id", "agent__slug")
    heavy_fields = ("settings", "capabilities")
    search_help_text = "Slug or id of the agent"
