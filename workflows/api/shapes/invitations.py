"""Invitations into a team."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from workflows.models import Invitation, Role
from workflows.queries.invitations import InvitationState, state_of
from workflows.rest.serializers import Body, Row
from workflows.services.invitations import MOST_DAYS, MOST_USES, USUAL_DAYS


class InvitationUseRow(Row):
    username = serializers.CharField(source="user.username")
    at = serializers.DateTimeField()


class InvitationRow(Row):
    id = serializers.UUIDField(source="public_id")
    role = serializers.ChoiceField(Role.choices)
    note = serializers.CharField()
    state = serializers.SerializerMethodField(help_text="void: who made it may not invite any more")
    created_by = serializers.CharField(source="created_by.username", default=None, allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    max_uses = serializers.IntegerField(help_text="how many people may come in by it")
    uses = serializers.IntegerField()
    accepted = InvitationUseRow(many=True, help_text="who came in by it")

    @extend_schema_field(serializers.ChoiceField([str(state) for state in InvitationState]))
    def get_state(self, invitation: Invitation) -> str:
        return state_of(invitation, timezone.now())


class NewInvitationRow(InvitationRow):
    token = serializers.CharField(help_text="shown this once; the link is /join/ and this")


class InvitationBody(Body):
    role = serializers.ChoiceField(Role.choices)
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=USUAL_DAYS)
    max_uses = serializers.IntegerField(
        min_value=1, max_value=MOST_USES, default=1, help_text="how many people may use it"
    )
    note = serializers.CharField(
        max_length=200, default="", allow_blank=True, help_text="whom it is for; owners see it"
    )
