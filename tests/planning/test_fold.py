"""Folding a log of events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workflows.planning.fold import EXECUTION_STATES, TASK_STATES, fold_events


def test_the_newest_event_of_a_task_tells_its_state() -> None:
    log = [("task:ready", "a"), ("task:started", "a"), ("task:ready", "b"), ("task:failed", "a")]

    assert fold_events(log).tasks == {"a": "failed", "b": "ready"}


def test_the_newest_event_of_the_workflow_tells_its_state() -> None:
    log = [("workflow:queued", ""), ("workflow:started", ""), ("workflow:paused", "")]

    assert fold_events(log).execution == "paused"
    assert fold_events([]).execution == "queued"


@given(st.lists(st.tuples(st.sampled_from([*TASK_STATES, *EXECUTION_STATES]), st.just("a"))))
def test_names_of_later_releases_change_nothing(log: list[tuple[str, str]]) -> None:
    with_news = [each for event in log for each in (("task:dreaming", "a"), event)]

    assert fold_events(with_news) == fold_events(log)
