"""Lists that cost the same whether the table has a hundred rows or a hundred million."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.paginator import Paginator
from django.db.models import Max, Model, QuerySet
from django.utils.functional import cached_property

M = TypeVar("M", bound=Model)

if TYPE_CHECKING:
    AnyPaginator = Paginator[Any]
else:
    AnyPaginator = Paginator

COUNTED_ROWS = 2_000
WINDOW_ROWS = 100_000


class BoundedPaginator(AnyPaginator):
    """
    Counts at most `COUNTED_ROWS` rows and pages no further.

    Whoever needs an older row filters or searches; counting and skipping the whole table
    to draw a page number nobody clicks is what makes lists slow.
    """

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[:COUNTED_ROWS].count()


def newest_rows(rows: QuerySet[M], *, window: int = WINDOW_ROWS) -> QuerySet[M]:
    """Narrow to the newest `window` ids, so that a filter without an index stays bounded."""
    newest = rows.model._default_manager.aggregate(newest=Max("pk"))["newest"]
    return rows.filter(pk__gt=newest - window) if newest else rows
