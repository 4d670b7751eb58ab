"""`approval`: asks people, without holding a worker."""

from __future__ import annotations

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine.attempts import Held
from workflows.engine.work import AskPeople, Result


def run(held: Held) -> Result:
    settings = held.work.planned.task.settings
    assignees = held.render(settings.get("assignees") or [])
    deadline_s, remind_every_s = settings.get("deadline_s"), settings.get("remind_every_s")
    return AskPeople(
        message=str(held.render(settings.get("message") or "")),
        assignees=[str(a) for a in assignees] if isinstance(assignees, list) else [],
        needed=int(settings.get("needed") or 1),
        self_approval=settings.get("self_approval") is not False,
        deadline_s=None if deadline_s is None else float(deadline_s),
        remind_every_s=None if remind_every_s is None else float(remind_every_s),
        form=with_proposal(settings.get("form"), held.render(settings.get("proposal"))),
    )


def with_proposal(form: JsonObject | None, proposal: JsonValue) -> JsonObject | None:
    """The form with what is proposed for its fields as their defaults; it has no other fields."""
    fields = (form or {}).get("properties")
    if form is None or not isinstance(proposal, dict) or not isinstance(fields, dict):
        return form
    filled = {
        name: {**field, "default": proposal[name]}
        if name in proposal and isinstance(field, dict)
        else field
        for name, field in fields.items()
    }
    return {**form, "properties": filled}
