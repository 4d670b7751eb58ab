"""Results that are found again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.engine import functions
from tests.engine.documents import call, document
from tests.engine.worker import Person, output_of, run_of
from workflows.engine import result_cache
from workflows.models import CacheEntry, TaskRunFlag
from workflows.services.agents import create_agent, delete_agent

pytestmark = pytest.mark.usefixtures("worker")


def noting(text: str, **fields: Any) -> dict[str, Any]:
    return document(a=call("test.note", {"text": text}, **{"cache": {"ttl_s": 60}, **fields}))


def test_an_equal_task_finds_the_result(ada: Person) -> None:
    ada.run(noting("tea"))

    second = ada.run(noting("tea"))

    assert output_of(second, "a") == "tea"
    assert run_of(second, "a").flags & TaskRunFlag.CACHED
    assert functions.calls == ["tea"]
    assert CacheEntry.objects.get().hits == 1


def test_other_arguments_find_nothing(ada: Person) -> None:
    ada.run(noting("tea"))

    ada.run(noting("coffee"))

    assert functions.calls == ["tea", "coffee"]


def test_another_teams_result_is_not_found(ada: Person) -> None:
    bob = Person.make("bob")
    ada.run(noting("tea"))

    bob.run(noting("tea"))

    assert functions.calls == ["tea", "tea"]


def test_a_task_that_did_not_ask_keeps_and_finds_nothing(ada: Person) -> None:
    for _ in range(2):
        ada.run(document(a=call("test.note", {"text": "tea"})))

    assert functions.calls == ["tea", "tea"]
    assert not CacheEntry.objects.exists()


def test_a_result_over_its_time_is_made_anew_and_dropped(ada: Person) -> None:
    ada.run(noting("tea"))
    CacheEntry.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    ada.run(noting("tea"))

    assert functions.calls == ["tea", "tea"]
    CacheEntry.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    result_cache.trim()
    assert not CacheEntry.objects.exists()


@pytest.mark.engine_config(cache_enabled=False)
def test_a_cache_that_is_off_keeps_nothing(ada: Person) -> None:
    for _ in range(2):
        ada.run(noting("tea"))

    assert functions.calls == ["tea", "tea"]


@pytest.mark.engine_config(cache_entries=2)
def test_the_least_used_go_beyond_the_bound(ada: Person) -> None:
    for text in ("one", "two", "three"):
        ada.run(noting(text))

    result_cache.trim()

    assert CacheEntry.objects.count() == 2
    ada.run(noting("three"))
    assert functions.calls.count("three") == 1


def test_an_agents_answer_is_found_until_the_agent_changes(ada: Person) -> None:
    agent = ada.agent("writer", answer="one")
    ask = {"kind": "agent", "agent": "writer", "input": {"prompt": "x"}, "cache": {"ttl_s": 60}}

    executions = [ada.run(document(a=ask)) for _ in range(2)]
    ada.change(agent, answer="two")
    executions.append(ada.run(document(a=ask)))

    assert [output_of(e, "a") for e in executions] == ["one", "one", "two"]
    assert [bool(run_of(e, "a").flags & TaskRunFlag.CACHED) for e in executions] == [
        False, True, False,
    ]  # fmt: skip


ASK = {"kind": "agent", "agent": "writer", "input": {"prompt": "x"}, "cache": {"ttl_s": 60}}


def test_an_agent_made_anew_under_an_old_name_gives_its_own_answers(ada: Person) -> None:
    first = ada.agent("writer", answer="one")
    ada.run(document(a=ASK))
    delete_agent(user=ada.user, agent_id=first.public_id)
    ada.agent("writer", answer="two")

    assert output_of(ada.run(document(a=ASK)), "a") == "two"


def test_another_default_model_gives_its_own_answers(ada: Person, settings: Any) -> None:
    create_agent(
        user=ada.user, team_id=ada.team.public_id, name="Writer", slug="writer", settings={}
    )
    cached = []
    for model in ("scripted:one", "scripted:other", "scripted:one"):
        models = settings.WORKFLOWS.models.model_copy(update={"default": model})
        settings.WORKFLOWS = settings.WORKFLOWS.model_copy(update={"models": models})
        cached.append(bool(run_of(ada.run(document(a=ASK)), "a").flags & TaskRunFlag.CACHED))

    assert cached == [False, False, True]
