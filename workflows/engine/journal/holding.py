"""
Children pause with the execution they serve, and go on with it.

A pause or a resumption is one transition of the parent; each child then follows in one of its own,
which looks at the parent again. So it does not matter how often, how late or in which order they
follow: the last look, under the child's lock, sees the parent's last word.
"""

from __future__ import annotations

from workflows.engine.journal.transition import Effects, Transition, transition
from workflows.models import ExecutionState

PARENT_STATE = """
SELECT e.state FROM workflows_taskrun r JOIN workflows_execution e ON e.id = r.execution_id
WHERE r.id = %s
"""
IS_HELD = "SELECT held FROM workflows_execution WHERE id = %s"
SET_HELD = "UPDATE workflows_execution SET held = %s WHERE id = %s"
COUNT_READY = "SELECT COUNT(*) FROM workflows_taskrun WHERE execution_id = %s AND state = 1"


def is_parent_paused(t: Transition) -> bool:
    """Whether the execution that this one serves is paused."""
    if t.parent_run is None:
        return False
    return t.rows(PARENT_STATE, (t.parent_run,)) == [(ExecutionState.PAUSED,)]


def follow_parent(child_id: int) -> Effects:
    """Pause a child whose parent is paused; let one go on that was paused for that reason alone."""
    with transition(child_id) as t:
        if is_parent_paused(t):
            hold(t)
        elif t.state == ExecutionState.PAUSED and t.rows(IS_HELD, (child_id,))[0][0]:
            go_on(t)
    return t.effects


def hold(t: Transition) -> None:
    """Pause a running execution until the one it serves goes on."""
    if t.state == ExecutionState.RUNNING:
        begin_pause(t, held=True)
        t.effects.ready = 0


def begin_pause(t: Transition, *, held: bool) -> None:
    t.state = ExecutionState.PAUSED
    t.execute(SET_HELD, (held, t.facts.id))
    t.emit("workflow:paused", "", {"by": "parent"} if held else None)
    t.effects.children_follow = True


def go_on(t: Transition) -> None:
    t.state = ExecutionState.RUNNING
    t.execute(SET_HELD, (False, t.facts.id))
    t.emit("workflow:resumed")
    t.effects.ready += int(t.rows(COUNT_READY, (t.facts.id,))[0][0])
    t.effects.children_follow = True
