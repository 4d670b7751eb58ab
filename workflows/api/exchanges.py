"""The conversations of an execution's agents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from workflows.access import Capability
from workflows.api.shapes.exchanges import ExchangeRow, TalkRow
from workflows.models import Attempt
from workflows.queries.exchanges import (
    Exchange,
    attempts_of_agents,
    attempts_saying,
    exchanges_for_a_page,
)
from workflows.queries.message_flows import Talk, talk_of
from workflows.rest import parameters
from workflows.rest.operations import operation
from workflows.rest.permissions import Rule
from workflows.rest.views import ApiView

FILTERS = (
    parameters.text("task", narrow="task_run__task"),
    parameters.text("index_path", narrow="task_run__index_path", about="of one item or turn"),
    parameters.text("agent", narrow="agent_revision__agent__slug"),
    parameters.count("after", narrow="id__gt", about="exchanges that ended after this one"),
    parameters.text("search", narrow=attempts_saying, about="messages that contain this"),
    parameters.flag("newest_first"),
)


class ExchangeList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "What agents were asked and answered; a page may hold fewer than `limit`, or none",
        page=ExchangeRow,
        order=("id",),
        query=FILTERS,
    )
    def get(self, execution_id: UUID) -> QuerySet[Attempt]:
        return attempts_of_agents(self.person, execution_id)

    @property
    def order(self) -> Sequence[str]:
        return ("-id",) if self.query.get("newest_first") else self.operation.order

    def fitting(self, rows: Sequence[Any]) -> list[Exchange]:
        return exchanges_for_a_page(rows)

    def shown(self, rows: Sequence[Any]) -> list[Exchange]:
        wanted = self.query.get("search")
        return [each for each in rows if wanted is None or each.says(wanted)]


class ExecutionTalk(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("Which agents messages go between, and what each used", answer=TalkRow)
    def get(self, execution_id: UUID) -> Talk:
        return talk_of(self.person, execution_id)
