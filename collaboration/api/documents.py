"""What only the shared document knows of a draft: edges that merging left without a task."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from collaboration.api.shapes.documents import PruneBody, PrunedRow
from collaboration.shared_drafts import Pruned, prune_edges
from workflows.access import Capability, workflow_for
from workflows.rest.operations import operation
from workflows.rest.permissions import Rule
from workflows.rest.views import ApiView


class DocumentPrune(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.EDIT}

    @operation(
        "Remove edges that have lost one of their tasks; others that are named stay",
        body=PruneBody,
        answer=PrunedRow,
    )
    def post(self, workflow_id: UUID, body: dict[str, Any]) -> Pruned:
        workflow = workflow_for(self.person, workflow_id, Capability.EDIT)
        return prune_edges(workflow, body["edges"], by=self.person)
