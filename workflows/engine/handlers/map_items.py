"""`map`: runs its children once per item."""

from __future__ import annotations

from workflows.conf import config
from workflows.engine.attempts import Held
from workflows.engine.work import Failed, Result, RunItems


def run(held: Held) -> Result:
    items = held.render(held.work.planned.task.settings["over"])
    if not isinstance(items, list):
        kind = type(items).__name__
        return Failed("not_a_list", f"`over` must give a list; it gave a value of type {kind}.")
    limit = config().limits.map_items
    if len(items) > limit:
        return Failed("too_many_items", f"`over` gave {len(items)} items; at most {limit} run.")
    return RunItems(items)
