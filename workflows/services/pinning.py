"""Publishing fixes which version of another workflow a `workflow` task runs."""

from __future__ import annotations

from workflows.definition.json_types import JsonObject
from workflows.models import Team, Version


def pin_workflows(team: Team, raw: JsonObject) -> JsonObject:
    """
    The document with the newest published version of every workflow it runs written in.

    A task that names a version keeps it; one whose workflow is not published stays as it is and
    takes the newest version at the time it runs.
    """
    wanted = _unpinned(raw)
    if not wanted:
        return raw
    numbers = _newest_numbers(team, set(wanted.values()))
    tasks = {
        task_id: task | {"version": numbers[wanted[task_id]]}
        if wanted.get(task_id) in numbers
        else task
        for task_id, task in raw["tasks"].items()
    }
    return raw | {"tasks": tasks}


def _unpinned(raw: JsonObject) -> dict[str, str]:
    """Slugs by id of the tasks that run a workflow without naming its version."""
    return {
        task_id: str(task.get("workflow"))
        for task_id, task in raw["tasks"].items()
        if task.get("kind") == "workflow" and task.get("version") is None
    }


def _newest_numbers(team: Team, slugs: set[str]) -> dict[str, int]:
    rows = Version.objects.filter(
        team=team, workflow__slug__in=slugs, number__isnull=False
    ).values_list("workflow__slug", "number")
    newest: dict[str, int] = {}
    for slug, number in rows:
        newest[slug] = max(number or 0, newest.get(slug, 0))
    return newest
