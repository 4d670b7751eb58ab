"""What every table's page in the panel shares: the audit trail, links, and careful lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from workflows.admin.paging import BoundedPaginator, newest_rows
from workflows.admin.searching import find_exactly, is_key
from workflows.models import Team, User
from workflows.services.audit import record

if TYPE_CHECKING:
    AnyModelAdmin = ModelAdmin[Any]
else:
    AnyModelAdmin = ModelAdmin

SHOWN_CHARS = 20_000


def write_audit(
    request: HttpRequest, action: str, row: Model, detail: dict[str, Any] | None = None
) -> None:
    """Note what an operator did to a row; in the transaction of the caller, if there is one."""
    record(
        person(request),
        _team_of(row),
        f"admin.{action}",
        f"{row._meta.model_name} {row.pk}",
        {"name": str(row)[:200], **(detail or {})},
    )


def person(request: HttpRequest) -> User:
    """The one who uses the panel; it lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _team_of(row: Model) -> Team | None:
    team = row if isinstance(row, Team) else getattr(row, "team", None)
    return team if isinstance(team, Team) and team.pk else None


def link_to(row: Model | None) -> SafeString | str:
    """A link to the row's own page in the panel."""
    if row is None:
        return "–"
    place = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', place, row)


def link_to_list(model: type[Model], words: str, **filters: Any) -> SafeString:
    """A link to another table's list, narrowed by `filters`."""
    place = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return format_html('<a href="{}?{}">{}</a>', place, urlencode(filters), words)


def joined(*links: SafeString) -> SafeString:
    """Links beside each other."""
    return format_html_join(" · ", "{}", ((link,) for link in links))


def preformatted(text: str | None) -> SafeString | str:
    """Text of users or models as it is, escaped, at most `SHOWN_CHARS` of it."""
    if not text:
        return "–"
    shown = text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]}\n… cut"
    return format_html('<pre class="document">{}</pre>', shown)


class AuditedAdmin(AnyModelAdmin):
    """Every change by hand leaves an audit entry, whatever way it was made."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER  # they would count the whole table, once for each choice
    list_per_page = 50
    list_max_show_all = 200
    exact_search: ClassVar[Sequence[str]] = ()
    heavy_fields: ClassVar[Sequence[str]] = ()

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        write_audit(request, "add", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        write_audit(request, "change", obj, {"changes": message})
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for row in queryset:
            write_audit(request, "delete", row)
        return super().log_deletions(request, queryset)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.defer(*self.heavy_fields) if is_list(request) else rows

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return tuple(self.exact_search or super().get_search_fields(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not self.exact_search:
            return super().get_search_results(request, queryset, search_term)
        return find_exactly(queryset, self.exact_search, search_term), False


class ReadOnlyAdmin(AuditedAdmin):
    """The panel shows these rows; only services change them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Whether this operator may use the actions that go through services."""
        return request.user.has_perm(
            f"{self.opts.app_label}.change_{self.opts.model_name}"  # the permission, not the form
        )


class HotRowsAdmin(ReadOnlyAdmin):
    """
    Tables that grow with every execution: newest first, never sorted or counted in full.

    Without a filter on an indexed key the list looks at the newest rows only.
    """

    ordering = ("-pk",)
    sortable_by = ()
    indexed_filters: ClassVar[Sequence[str]] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ByKeyAlone

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return newest_rows(rows) if self.needs_window(request) else rows

    def needs_window(self, request: HttpRequest) -> bool:
        asked = {name.split("__")[0] for name in request.GET}
        is_narrow = asked & {*self.indexed_filters} or is_key(request.GET.get("q", ""))
        return is_list(request) and not is_narrow


class ByKeyAlone(ChangeList):
    """Orders by the key and nothing else, whatever the address asks for."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        return ["-pk"]


def is_list(request: HttpRequest) -> bool:
    """Whether the request is for a list rather than for one row."""
    match = request.resolver_match
    return bool(match and match.url_name and match.url_name.endswith("_changelist"))
