"""Pinned outputs of a draft's tasks, and what its expressions give."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from workflows.access import Capability
from workflows.api.shapes.pins import (
    PinBody,
    PinDetailRow,
    PinExecutionBody,
    PinnedRow,
    PinRow,
    PreviewBody,
    PreviewRow,
)
from workflows.models import Pin
from workflows.rest.operations import operation
from workflows.rest.permissions import Rule
from workflows.rest.views import ApiView
from workflows.services import pinned_outputs
from workflows.services.pinned_outputs import ShownPin
from workflows.services.previewing import Preview, preview_expression


class PinList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW, "POST": Capability.EDIT}

    @operation("Pins of the draft, without their outputs", page=PinRow, order=("task",))
    def get(self, workflow_id: UUID) -> QuerySet[Pin]:
        return pinned_outputs.list_pins(user=self.person, workflow_id=workflow_id)

    @operation(
        "Pin what tasks gave in an execution: all of them, or some",
        body=PinExecutionBody,
        answer=PinnedRow,
    )
    def post(self, workflow_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
        tasks = pinned_outputs.pin_execution(
            user=self.person,
            workflow_id=workflow_id,
            execution_id=body["execution"],
            tasks=body.get("tasks"),
        )
        return {"tasks": tasks}


class PinDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {
        "GET": Capability.VIEW,
        "PUT": Capability.EDIT,
        "DELETE": Capability.EDIT,
    }

    @operation("One pin with its output", answer=PinDetailRow)
    def get(self, workflow_id: UUID, task: str) -> ShownPin:
        return pinned_outputs.show_pin(user=self.person, workflow_id=workflow_id, task=task)

    @operation(
        "Pin this output: runs of the draft take it and do not run the task",
        body=PinBody,
        answer=PinDetailRow,
    )
    def put(self, workflow_id: UUID, task: str, body: dict[str, Any]) -> ShownPin:
        pin = pinned_outputs.pin_output(
            user=self.person, workflow_id=workflow_id, task=task, output=body["output"]
        )
        return pinned_outputs.pin_after(pin)

    @operation("Take a pin away")
    def delete(self, workflow_id: UUID, task: str) -> None:
        pinned_outputs.unpin(user=self.person, workflow_id=workflow_id, task=task)


class ExpressionPreview(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.VIEW}

    @operation(
        "What a template or condition gives with the data of an earlier run and of pins",
        body=PreviewBody,
        answer=PreviewRow,
    )
    def post(self, workflow_id: UUID, body: dict[str, Any]) -> Preview:
        return preview_expression(
            user=self.person,
            workflow_id=workflow_id,
            source=body["template"] if "template" in body else body["condition"],
            is_condition="condition" in body,
            task=body.get("task"),
            execution_id=body.get("execution"),
            index_path=body.get("index_path", ""),
            is_inner=body.get("is_inner", False),
            with_members=body.get("with_members", False),
        )
