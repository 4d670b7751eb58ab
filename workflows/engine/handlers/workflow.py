"""`workflow`: waits for an execution of another workflow of the same team."""

from __future__ import annotations

from workflows.conf import config
from workflows.engine.attempts import Held
from workflows.engine.inputs import fill_inputs
from workflows.engine.plans import plan_of
from workflows.engine.work import Failed, Result, RunWorkflow
from workflows.models import Version


def run(held: Held) -> Result:
    facts = held.work.execution
    limit = config().limits.workflow_depth
    if facts.depth + 1 > limit:
        return Failed("too_deep", f"Workflows run workflows at most {limit} deep.")
    settings = held.work.planned.task.settings
    version = _find_version(facts.team_id, str(settings["workflow"]), settings.get("version"))
    if version is None:
        wanted = settings["workflow"]
        return Failed("unknown_workflow", f"The team has no published workflow “{wanted}”.")
    inputs = held.render(settings.get("inputs") or {})
    if not isinstance(inputs, dict):
        return Failed("bad_inputs", "`inputs` must give an object.")
    inputs = fill_inputs(plan_of(version.pk).document.inputs, inputs)
    return RunWorkflow(version.pk, version.workflow_id, inputs)


def _find_version(team_id: int, slug: str, number: int | None) -> Version | None:
    """The named version, or the newest published one."""
    versions = Version.objects.filter(
        team_id=team_id, workflow__slug=slug, number__isnull=False
    ).only("id", "workflow_id")
    if number is not None:
        versions = versions.filter(number=number)
    return versions.order_by("-number").first()
