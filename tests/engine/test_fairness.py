"""Who is next: teams by their share, then priority, then age; and how many at once."""

from __future__ import annotations

import pytest

from tests.engine import functions
from tests.engine.by_hand import DONE, ByHand
from tests.engine.documents import call, document, map_of, tasks_of, transform
from tests.engine.worker import Person, ended, run_of, running_worker, wait_for_state
from workflows.engine.journal import control
from workflows.engine.journal.finish import finish_together
from workflows.models import Execution, Team


def test_urgent_tasks_go_first(hand: ByHand, ada: Person) -> None:
    priorities = {"idle": "idle", "low": 75, "normal": "normal", "high": "high", "urgent": 0}
    ada.start(tasks_of(**{name: transform(priority=p) for name, p in priorities.items()}))

    order = list(hand.claim_all())

    assert order == ["urgent", "high", "normal", "low", "idle"]


def test_equally_urgent_tasks_go_by_age(hand: ByHand, ada: Person) -> None:
    first, second = ada.start(document("a", "b")), ada.start(document("c"))

    order = [(w.execution.id, w.planned.id) for w in hand.claim_all().values()]

    assert order == [(first.pk, "a"), (first.pk, "b"), (second.pk, "c")]


def test_an_urgent_task_goes_before_older_executions(hand: ByHand, ada: Person) -> None:
    ada.start(document("old"))
    ada.start(document(new=transform(priority="urgent")))

    assert list(hand.claim_all()) == ["new", "old"]


def start(person: Person, priority: int, **tasks: str) -> Execution:
    """An execution of this priority; its tasks by their own."""
    raw = tasks_of(**{name: transform(priority=own) for name, own in tasks.items()})
    workflow = person.publish(raw | {"name": " ".join(tasks)})
    return person.start_workflow(workflow, priority=priority)


def test_an_urgent_execution_goes_before_older_ones(hand: ByHand, ada: Person) -> None:
    start(ada, 50, old="normal")
    start(ada, 0, new="normal")

    assert list(hand.claim_all()) == ["new", "old"]


def test_the_priorities_of_task_and_execution_add_up(hand: ByHand, ada: Person) -> None:
    start(ada, 100, idle_high="high", idle_urgent="urgent")
    start(ada, 50, low="low", normal="normal", high="high")
    start(ada, 0, urgent_low="low", urgent_normal="normal", urgent_high="high")

    order = list(hand.claim_all())

    assert order == [
        "urgent_high", "urgent_normal", "high", "urgent_low", "idle_urgent", "normal", "idle_high",
        "low",
    ]  # fmt: skip


def test_inside_maps_the_execution_counts_too(hand: ByHand, ada: Person) -> None:
    for name, priority in (("later", 75), ("first", 25)):
        raw = tasks_of(m=map_of([1]), **{name: transform(parent="m")}) | {"name": name}
        ada.start_workflow(ada.publish(raw), priority=priority)
    maps = [*hand.claim(), *hand.claim()]
    for work in maps:
        hand.hand_in(work)

    assert list(hand.claim_all()) == ["first[0]", "later[0]"]


def test_a_sub_workflow_is_as_urgent_as_what_it_serves(hand: ByHand, ada: Person) -> None:
    other = ada.publish(document("inner", name="Other"))
    ada.start(document("old"))
    running = ada.publish(document(sub={"kind": "workflow", "workflow": other.slug}))
    ada.start_workflow(running, priority=0)
    hand.hand_in(hand.claim()[0])

    assert list(hand.claim_all()) == ["inner", "old"]


@pytest.mark.engine_config(slots=1, turn_s=0.001)
def test_one_slot_works_by_priority(engine: None, ada: Person) -> None:
    names = {f"t{i}": call("test.note", {"text": str(i)}, priority=100 - i) for i in range(5)}

    with running_worker():
        ada.run(tasks_of(**names))

    assert functions.calls == ["4", "3", "2", "1", "0"]


def test_two_teams_take_turns(hand: ByHand, ada: Person) -> None:
    bob = Person.make("bob")
    ada.start(document(*(f"a{i}" for i in range(4))))
    bob.start(document(*(f"b{i}" for i in range(4))))

    order = "".join(name[0] for name in hand.claim_all())

    assert order == "abababab"


def test_a_heavier_team_gets_its_share(hand: ByHand, ada: Person) -> None:
    bob = Person.make("bob")
    Team.objects.filter(pk=bob.team.pk).update(weight=3)
    ada.start(document(*(f"a{i}" for i in range(8))))
    bob.start(document(*(f"b{i}" for i in range(8))))

    first_eight = [hand.claim()[0].planned.id[0] for _ in range(8)]

    assert first_eight.count("b") == 6


def test_a_thousand_tasks_do_not_starve_one(hand: ByHand, ada: Person) -> None:
    bob = Person.make("bob")
    ada.start(document(*(f"a{i}" for i in range(1_000))))
    held = [hand.claim()[0] for _ in range(3)]
    bob.start(document("b"))

    assert hand.claim()[0].planned.id == "b"
    assert len(held) == 3


@pytest.mark.engine_config(slots=1, turn_s=0.000_001)
def test_one_slot_serves_two_teams_in_turn(engine: None, ada: Person) -> None:
    bob = Person.make("bob")
    noting = {f"t{i}": call("test.note", {"text": "{{ inputs.who }}"}) for i in range(4)}
    raw = tasks_of(**noting) | {"inputs": {"properties": {"who": {}}}}
    executions = [ada.start(raw, who="a"), bob.start(raw, who="b")]

    with running_worker():
        assert all(ended(e) for e in executions)

    assert "".join(functions.calls) in ("abababab", "babababa")


def test_teams_whose_work_is_paused_do_not_hide_others(hand: ByHand, ada: Person) -> None:
    for i in range(25):
        paused = Person.make(f"p{i}").start(document("a"))
        control.pause(paused.pk)
    last = Person.make("last").start(document("b"))

    assert [work.execution.id for work in hand.claim_all().values()] == [last.pk]


def test_no_more_tasks_run_at_once_than_the_document_allows(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document("a", "b", "c", settings={"max_parallel": 2}))

    claimed = hand.claim_all()

    assert list(claimed) == ["a", "b"]
    hand.hand_in(claimed["a"], DONE)
    assert list(hand.claim_all()) == ["c"]
    execution.refresh_from_db()
    assert execution.running == 2


def test_whoever_can_take_what_had_no_place_is_told(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document("a", "b", "c", "d", settings={"max_parallel": 2}))
    claimed = hand.claim_all()
    assert list(claimed) == ["a", "b"]

    [finished] = finish_together([(work, DONE) for work in claimed.values()])

    assert finished.effects.ready == 2
    assert finished.effects.ended is False
    works = hand.claim_all()
    [last] = finish_together([(work, DONE) for work in works.values()])
    assert last.effects.ended is True
    assert last.effects.ready == 0
    execution.refresh_from_db()
    assert execution.is_final


def test_the_bound_holds_for_what_waits_for_models_too(hand: ByHand, ada: Person) -> None:
    ada.agent("writer")
    ask = {"kind": "agent", "agent": "writer", "input": {"prompt": "x"}}
    ada.start(document(a=ask, b=ask, c=ask, settings={"max_parallel": 2}))

    assert len(hand.claim()) == 2
    assert hand.claim() == []


@pytest.mark.engine_config(max_running=2)
def test_the_installation_has_its_bound_as_well(
    hand: ByHand, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.engine.journal.claim.COUNT_EVERY_S", -1.0)
    ada.start(document("a", "b", "c"))

    assert list(hand.claim_all()) == ["a", "b"]


def test_what_waits_holds_no_place(worker: object, ada: Person) -> None:
    raw = document(
        "b>c", a={"kind": "wait", "duration_s": 0.2}, b=transform(), settings={"max_parallel": 1}
    )
    execution = ada.start(raw)

    wait_for_state(execution, "succeeded", "c")

    ended(execution)
    waited, other = run_of(execution, "a"), run_of(execution, "c")
    assert waited.ended_at is not None
    assert other.ended_at is not None
    assert other.ended_at < waited.ended_at
