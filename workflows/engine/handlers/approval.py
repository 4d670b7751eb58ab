"""`approval`: asks people, without holding a worker."""

from __future__ import annotations

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
        deadline_s=None if deadline_s is None else float(deadline_s),
        remind_every_s=None if remind_every_s is None else float(remind_every_s),
        form=settings.get("form"),
    )
