"""Live sessions, to look at: owners end them through the API."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from collaboration.models import Participant
from collaboration.rooms.seats import live_participants
from workflows.admin.base import ReadOnlyAdmin


@admin.register(Participant)
class ParticipantAdmin(ReadOnlyAdmin):
    """Who has a document open now; rows that nobody renews any more are left out."""

    list_display = ("user", "workflow", "role", "is_program", "joined_at", "seen_at")
    list_select_related = ("user", "document__workflow")
    fields = (*list_display, "public_id", "process", "state", "removed_at")
    ordering = ("-joined_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participant]:
        return super().get_queryset(request).filter(pk__in=live_participants())

    @admin.display(description="workflow")
    def workflow(self, participant: Participant) -> str:
        return str(participant.document.workflow)

    @admin.display(description="program", boolean=True)
    def is_program(self, participant: Participant) -> bool:
        return participant.client is not None
