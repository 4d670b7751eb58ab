"""People, teams, members, tokens."""

from __future__ import annotations

from rest_framework import serializers

from workflows.access import Capability
from workflows.api.shapes.fields import name_field
from workflows.models import Role
from workflows.rest.serializers import Body, Row

CAPABILITIES = [str(capability) for capability in Capability]


def _capabilities() -> serializers.ListField:
    return serializers.ListField(child=serializers.ChoiceField(CAPABILITIES))


class CapabilityTable(Row):
    capabilities = serializers.DictField(
        child=serializers.CharField(), help_text="what each lets people do, in words"
    )
    roles = serializers.DictField(child=_capabilities())
    scopes = serializers.DictField(child=_capabilities(), help_text="of tokens")


class OwnTeam(Row):
    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    capabilities = _capabilities()


class MeRow(Row):
    """Who asks, and everything they may do."""

    username = serializers.CharField()
    name = serializers.CharField()
    is_staff = serializers.BooleanField()
    has_password = serializers.BooleanField(help_text="false: came by a link that works once")
    scopes = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="null: a session, not a token"
    )
    teams = OwnTeam(many=True)
    table = CapabilityTable(help_text="who may do what")


class TeamRow(Row):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    slug = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    created_at = serializers.DateTimeField()


class TeamBody(Body):
    name = name_field()


class MemberRow(Row):
    username = serializers.CharField(source="user.username")
    name = serializers.CharField(source="user.get_full_name")
    role = serializers.ChoiceField(Role.choices)
    is_active = serializers.BooleanField(source="user.is_active")
    created_at = serializers.DateTimeField()


class RoleBody(Body):
    role = serializers.ChoiceField(Role.choices)


class MemberBody(RoleBody):
    username = serializers.CharField(max_length=150)


class TokenRow(Row):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    hint = serializers.CharField(help_text="the token's last characters")
    scopes = serializers.ListField(child=serializers.CharField())
    team = serializers.UUIDField(source="team.public_id", default=None, allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class NewTokenRow(TokenRow):
    token = serializers.CharField(help_text="shown this once")


class TokenBody(Body):
    name = name_field()
    scopes = serializers.ListField(child=serializers.CharField(max_length=50), max_length=20)
    team = serializers.UUIDField(required=False, help_text="limits the token to one team")
    expires_at = serializers.DateTimeField(required=False)


class TicketRow(Row):
    ticket = serializers.CharField(help_text="opens one socket, as ?ticket=…")
    expires_at = serializers.DateTimeField()
