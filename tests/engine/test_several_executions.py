"""Short work of several executions is claimed and handed in together, each under its own lock."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engine.by_hand import DONE, FAILED, FLAKY, ByHand
from tests.engine.documents import document, retrying, transform
from tests.engine.invariants import check_execution
from tests.engine.worker import Person, events, state, states
from workflows.engine.attempts import Held
from workflows.engine.crew import MOST_COUNTED, QUICK_IN_A_ROW, Pace
from workflows.engine.journal.claim import Capacity, claim_fairest
from workflows.engine.journal.finish import finish, finish_together
from workflows.engine.logs import AttemptLog
from workflows.engine.work import Work
from workflows.errors import NotFound, StaleTransition
from workflows.models import Execution, TaskRun


def claim(hand: ByHand, room: int) -> list[Work]:
    return claim_fairest(Capacity(hand.owner, room, 100))


def commits(seen: CaptureQueriesContext) -> int:
    return [query["sql"] for query in seen.captured_queries].count("COMMIT")


def test_chains_side_by_side_take_one_commit_a_step(hand: ByHand, ada: Person) -> None:
    started = [ada.start(document("a>b")) for _ in range(5)]
    room = Capacity(hand.owner, 16, 0)

    with CaptureQueriesContext(connection) as seen:
        works = claim_fairest(room)
        while works:
            finished = finish_together([(work, DONE) for work in works], room)
            works = [work for each in finished for work in each.works]

    assert commits(seen) == 3
    for execution in started:
        assert state(execution) == "succeeded"
        check_execution(execution)


def test_no_more_is_claimed_than_there_is_room_for(hand: ByHand, ada: Person) -> None:
    for _ in range(3):
        ada.start(document("a", "b"))

    works = claim(hand, 3)

    assert len(works) == 3
    assert len({work.execution.id for work in works}) == 2
    assert TaskRun.objects.filter(owner=hand.owner).count() == 3


def test_an_urgent_execution_has_the_first_place_whatever_its_key(
    hand: ByHand, ada: Person
) -> None:
    ada.start(document("a", "b", "c"))
    urgent = ada.start(document(u=transform(priority=1)))

    works = claim(hand, 2)

    assert [work.subject for work in works] == ["u", "a"]
    assert works[0].execution.id == urgent.pk


def test_room_for_many_is_still_given_to_one_team_at_a_time(hand: ByHand, ada: Person) -> None:
    bob = Person.make("bob")
    for person in (ada, bob, ada, bob):
        person.start(document("a"))

    first, second = claim(hand, 16), claim(hand, 16)

    teams = [{work.execution.team_id for work in works} for works in (first, second)]
    assert sorted(map(len, (first, second))) == [2, 2]
    assert sorted(map(list, teams)) == sorted([[ada.team.pk], [bob.team.pk]])


def test_each_execution_goes_its_own_way_from_a_common_end(hand: ByHand, ada: Person) -> None:
    good, bad = ada.start(document("a>b")), ada.start(document("a>b"))
    again = ada.start(document("a>b", a=transform(retry=retrying(2))))
    works = {work.execution.id: work for work in claim(hand, 16)}

    finished = finish_together(
        [(works[bad.pk], FAILED), (works[again.pk], FLAKY), (works[good.pk], DONE)]
    )

    assert [each.facts.id for each in finished] == [bad.pk, again.pk, good.pk]
    assert [each.effects.ended for each in finished] == [True, False, False]
    assert states(good) == {"a": "succeeded", "b": "ready"}
    assert states(bad) == {"a": "failed", "b": "skipped"}
    assert states(again) == {"a": "pending", "b": "pending"}
    for execution in (good, bad, again):
        check_execution(execution)


def test_one_late_result_leaves_all_the_others_to_be_handed_in_anew(
    hand: ByHand, ada: Person
) -> None:
    one, other = ada.start(document("a")), ada.start(document("a"))
    works = claim(hand, 16)
    finish(works[1], DONE)
    before = events(one), events(other)

    with pytest.raises(StaleTransition):
        finish_together([(work, DONE) for work in works])

    assert (events(one), events(other)) == before
    assert states(one) == {"a": "running"}
    finish(works[0], DONE)
    assert state(one) == "succeeded"


def test_a_result_of_an_execution_that_is_gone_says_so(hand: ByHand, ada: Person) -> None:
    gone, other = ada.start(document("a")), ada.start(document("a"))
    works = claim(hand, 16)
    Execution.objects.filter(pk=gone.pk).delete()

    with pytest.raises(NotFound):
        finish_together([(work, DONE) for work in works])

    assert states(other) == {"a": "running"}


# --- which tasks are quick --------------------------------------------------------------------


@pytest.fixture
def held(hand: ByHand, ada: Person) -> Held:
    execution = ada.start(document("a"))
    work = claim(hand, 1)[0]
    return Held(work, AttemptLog(execution.pk, work.run, work.attempt), hand.parts)


def test_one_long_task_among_many_quick_ones_changes_nothing(held: Held) -> None:
    pace = Pace()
    for _ in range(MOST_COUNTED + 10):
        pace.note(held, 0.0)

    pace.note(held, 1.0)
    assert pace.is_quick(held)
    pace.note(held, 1.0)

    assert not pace.is_quick(held)


@pytest.mark.parametrize("quick_between", [0, 1, 10, QUICK_IN_A_ROW - 1])
def test_what_is_long_again_and_again_is_never_quick(held: Held, quick_between: int) -> None:
    pace = Pace()

    for _ in range(200):
        pace.note(held, 1.0)
        for _ in range(quick_between):
            pace.note(held, 0.0)
        pace.note(held, 1.0)

        assert not pace.is_quick(held)
