"""An event's data has a bound in bytes, whatever the letters."""

from __future__ import annotations

import json

import pytest

from tests.engine.by_hand import ByHand
from tests.engine.documents import document
from tests.engine.worker import Person
from workflows.engine.journal.transition import EVENT_BYTES, transition


@pytest.mark.parametrize("letter", ["a", "é", "語", "😀"])
def test_no_event_is_larger_than_the_bound(hand: ByHand, ada: Person, letter: str) -> None:
    execution = ada.start(document("a"))
    fits = letter * ((EVENT_BYTES - 20) // len(letter.encode()))

    with transition(execution.pk) as t:
        t.emit("alert", data={"text": fits})
        t.emit("alert", data={"text": letter * (EVENT_BYTES // len(letter.encode()) + 1)})

    whole, cut = (row.data for row in execution.event_log.filter(name="alert").order_by("number"))
    assert json.loads(whole) == {"text": fits}
    assert json.loads(cut)["truncated"] is True
    assert json.loads(cut)["bytes"] > EVENT_BYTES
