"""Teams, their members, people, their tokens and their invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from workflows.admin.base import (
    AuditedAdmin,
    ReadOnlyAdmin,
    joined,
    link_to_list,
    write_audit,
)
from workflows.models import ApiToken, Execution, Invitation, Membership, Team, User, Workflow

if TYPE_CHECKING:
    AnyUserAdmin = UserAdmin[User]
else:
    AnyUserAdmin = UserAdmin

# Groups give rights that no role names, and changing them would leave no audit entry.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)


@admin.register(Team)
class TeamAdmin(AuditedAdmin):
    list_display = ("name", "slug", "weight", "created_at", "members_of", "work_of")
    search_fields = ("name", "slug")
    readonly_fields = ("public_id", "created_at", "members_of", "work_of")
    fields = ("name", "slug", "weight", *readonly_fields)
    ordering = ("name",)

    @admin.display(description="members")
    def members_of(self, team: Team) -> SafeString:
        return link_to_list(Membership, "members", team__id__exact=team.pk)

    @admin.display(description="work")
    def work_of(self, team: Team) -> SafeString:
        return joined(
            link_to_list(Workflow, "workflows", team__id__exact=team.pk),
            link_to_list(Execution, "executions", team__id__exact=team.pk),
        )

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        # Deleting a team cascades through every execution it ever had, in one request.
        return False


@admin.register(Membership)
class MembershipAdmin(AuditedAdmin):
    list_display = ("user", "team", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "team")
    raw_id_fields = ("user", "team")
    search_fields = ("user__username", "team__slug", "team__name")
    ordering = ("-pk",)


@admin.register(User)
class PersonAdmin(AuditedAdmin, AnyUserAdmin):
    list_display = ("username", "email", "is_active", "is_staff", "last_login", "teams_of")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("username", "email")
    fieldsets = (*(UserAdmin.fieldsets or ()), ("Mail", {"fields": ("wants_mail",)}))
    ordering = ("username",)

    @admin.display(description="teams")
    def teams_of(self, person: User) -> SafeString:
        return link_to_list(Membership, "teams", user__id__exact=person.pk)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = (
        "name",
        "hint",
        "user",
        "team",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    )
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("user", "team")
    fields = ("public_id", *list_display, "scopes")
    exact_search = ("public_id", "name", "hint", "user__username", "team__slug")
    search_help_text = "Whole name, last characters, user name, team or id"
    actions = ("revoke",)
    ordering = ("-pk",)

    @admin.action(description="Revoke the chosen tokens", permissions=["operate"])
    def revoke(self, request: HttpRequest, rows: QuerySet[ApiToken]) -> None:
        """Close the tokens that are still open; each one closed is audited once."""
        for token in rows.select_related("team"):
            closed = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
            if closed.update(revoked_at=timezone.now()):
                write_audit(request, "revoke", token)
        self.message_user(request, "The chosen tokens no longer work.")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = (
        "team",
        "role",
        "note",
        "created_by",
        "created_at",
        "expires_at",
        "uses",
        "max_uses",
        "revoked_at",
    )
    list_filter = ("role", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("team", "created_by")
    fields = ("public_id", *list_display)
    exact_search = ("public_id", "note", "created_by__username", "team__slug")
    search_help_text = "Whole note, user name of who made it, team or id"
    actions = ("revoke",)
    ordering = ("-pk",)

    @admin.action(description="Revoke the chosen invitations", permissions=["operate"])
    def revoke(self, request: HttpRequest, rows: QuerySet[Invitation]) -> None:
        """Close the links that nobody closed yet; each one closed is audited once."""
        for invitation in rows.select_related("team"):
            closed = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
            if closed.update(revoked_at=timezone.now()):
                write_audit(request, "revoke", invitation)
        self.message_user(request, "The chosen links no longer work.")
