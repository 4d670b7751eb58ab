"""Plans of retries and reminders of approvals, as programs read them."""

from __future__ import annotations

from django.utils import timezone

from tests.rest.world import Caller, World
from workflows.models import Approval

ESTIMATE = {
    "cost_microusd", "duration_s", "tasks", "tasks_known", "model_tasks", "model_tasks_known",
    "unpriced", "waits_for_people", "executions",
}  # fmt: skip


def test_a_retry_is_planned_without_starting_anything(owner: Caller, world: World) -> None:
    before = owner.get("executions").json()["items"]

    answer = owner.post(f"executions/{world.ended.public_id}/retry/plan", {})

    plan = answer.json()
    assert answer.status_code == 200
    assert (plan["runs"], [each["task"] for each in plan["reused"]]) == (["count"], ["gather"])
    assert plan["estimate"].keys() == ESTIMATE
    assert owner.get("executions").json()["items"] == before


def test_a_retry_that_would_be_refused_is_refused_as_a_plan(owner: Caller, world: World) -> None:
    running = owner.post(f"executions/{world.execution.public_id}/retry/plan", {})
    nowhere = owner.post(f"executions/{world.ended.public_id}/retry/plan", {"from_task": "nowhere"})

    assert running.status_code == 409
    assert [each["code"] for each in nowhere.json()["problems"]] == ["retry.unknown_task"]


def test_reminders_of_an_approval_are_told(owner: Caller, world: World) -> None:
    at = timezone.now()
    Approval.objects.filter(pk=world.approval.pk).update(
        remind_every_s=3_600, reminders=2, reminded_at=at
    )

    row = owner.get(f"approvals/{world.approval.public_id}").json()

    assert (row["remind_every_s"], row["reminders"]) == (3_600, 2)
    assert row["reminded_at"] is not None
