"""What a map costs does not depend on how many of its items begin or end together."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engine.by_hand import DONE, ByHand, claim_one
from tests.engine.documents import document, map_of, transform
from tests.engine.worker import Person, output_of, state
from workflows.engine.journal.claim import Capacity
from workflows.engine.journal.finish import finish_together
from workflows.models import Frame

ONE = {"result": "{{ tasks.one.output }}"}


def statements_of_beginning_and_ending(
    hand: ByHand, ada: Person, items: int, **fields: Any
) -> tuple[int, int]:
    raw = document(each=map_of(list(range(items)), **fields), one=transform(parent="each"))
    execution = ada.start(raw)
    with CaptureQueriesContext(connection) as begun:
        hand.hand_in(claim_one(hand, execution, "each"))
    works = list(hand.claim_all().values())
    assert len(works) == items

    with CaptureQueriesContext(connection) as ended:
        finish_together([(work, DONE) for work in works], Capacity(hand.owner, 1, 100))

    assert state(execution) == "succeeded"
    assert output_of(execution, "each") == ["done"] * items
    # Each attempt is recorded by statements of its own: its row and its task run's.
    return len(begun), len(ended) - 2 * items


@pytest.mark.parametrize("fields", [{}, ONE], ids=["its only task's output", "a rule"])
def test_ten_times_the_items_take_no_more_statements(
    hand: ByHand, ada: Person, fields: dict[str, Any]
) -> None:
    few = statements_of_beginning_and_ending(hand, ada, 8, **fields)
    many = statements_of_beginning_and_ending(hand, ada, 80, **fields)

    assert many[0] <= few[0]
    assert many[1] <= few[1]


def test_of_items_that_end_together_each_gives_its_place_to_one_other(
    hand: ByHand, ada: Person
) -> None:
    raw = document(each=map_of(list(range(10)), max_parallel=4), one=transform(parent="each"))
    execution = ada.start(raw)
    hand.hand_in(claim_one(hand, execution, "each"))
    first = hand.claim_all()
    assert sorted(first) == [f"one[{i}]" for i in range(4)]

    finish_together([(first[f"one[{i}]"], DONE) for i in (1, 3)])

    assert sorted(hand.claim_all()) == ["one[4]", "one[5]"]
    assert Frame.objects.filter(open=-1).count() == 4
