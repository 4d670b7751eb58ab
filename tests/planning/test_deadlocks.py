"""Who gives way when executions wait for each other's places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workflows.planning.deadlocks import QueuedChild, deadlock_victim

A, B, C = 1, 2, 3  # workflows
Holders = dict[int, set[int]]


def child(execution: int, workflow: int, *above: int) -> QueuedChild:
    return QueuedChild(execution, workflow, frozenset(above))


def test_of_two_that_hold_what_the_other_needs_the_younger_gives_way() -> None:
    queued = [child(20, B, 10), child(21, A, 11)]

    victim = deadlock_victim(queued, {A: {10}, B: {11}}, ())

    assert victim == 21


def test_one_who_waits_for_a_holder_that_can_end_waits() -> None:
    assert deadlock_victim([child(20, B, 10)], {A: {10}, B: {11}}, ()) is None


def test_one_holder_that_can_end_is_enough() -> None:
    queued = [child(20, B, 10), child(21, A, 11)]

    assert deadlock_victim(queued, {A: {10}, B: {11, 12}}, ()) is None


def test_a_free_place_is_enough() -> None:
    queued = [child(20, B, 10), child(21, A, 11)]

    assert deadlock_victim(queued, {A: {10}, B: {11}}, [B]) is None


def test_one_behind_a_deadlock_does_not_give_way_for_it() -> None:
    queued = [child(20, B, 10), child(21, A, 11), child(30, A, 15)]

    assert deadlock_victim(queued, {A: {10}, B: {11}, C: {15}}, ()) == 21


def test_a_circle_may_go_through_several_workflows_and_depths() -> None:
    queued = [child(20, B, 10), child(21, C, 11, 16), child(22, A, 12)]

    assert deadlock_victim(queued, {A: {10}, B: {16}, C: {12}}, ()) == 22


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[QueuedChild], Holders, dict[int, int]]:
    """Families, each of a root and what queues below it; who holds what; places per workflow."""
    workflows = st.sampled_from([A, B, C])
    families = draw(st.lists(st.tuples(workflows, st.lists(workflows, max_size=2)), max_size=6))
    holders: Holders = {A: set(), B: set(), C: set()}
    queued = []
    for root, (own, below) in enumerate(families, 1):
        holders[own].add(root)
        for number, workflow in enumerate(below):
            if workflow != own:  # it would share the place
                queued.append(child(100 * root + number, workflow, root))
    limits = {w: len(holders[w]) + draw(st.integers(0, 1)) or 1 for w in holders}
    return queued, holders, limits


def all_come_in(queued: list[QueuedChild], holders: Holders, limits: dict[int, int]) -> bool:
    """Play it: whatever may end ends, whoever finds a place takes it, until nothing moves."""
    waiting = {c.execution: c for c in queued}
    above: dict[int, frozenset[int]] = {}
    places = {w: set(held) for w, held in holders.items()}
    moved = True
    while moved and waiting:
        moved = False
        for held in places.values():
            busy = {e for c in waiting.values() for e in c.above} | {
                e for inside in held for e in above.get(inside, ())
            }
            for execution in held - busy:
                held.discard(execution)
                moved = True
        for each in list(waiting.values()):
            if len(places[each.workflow]) < limits[each.workflow]:
                places[each.workflow].add(each.execution)
                above[each.execution] = each.above
                del waiting[each.execution]
                moved = True
    return not waiting


@given(situations())
def test_somebody_gives_way_just_where_waiting_would_never_end(
    situation: tuple[list[QueuedChild], Holders, dict[int, int]],
) -> None:
    queued, holders, limits = situation
    free = [w for w in holders if len(holders[w]) < limits[w]]

    victim = deadlock_victim(queued, holders, free)

    assert (victim is None) == all_come_in(queued, holders, limits)
    assert victim is None or victim in {c.execution for c in queued}
