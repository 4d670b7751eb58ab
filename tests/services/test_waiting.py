"""Waiting for an execution's end, from threads and from coroutines."""

from __future__ import annotations

import asyncio
import time

import pytest
from asgiref.sync import async_to_sync

from tests.engine import functions
from tests.engine.by_hand import ByHand
from tests.engine.documents import call, document
from tests.engine.worker import Person, ended
from workflows.errors import WaitTimeout
from workflows.models import Execution, ExecutionState
from workflows.services.waiting import await_for, has_ended, wait_for


def test_a_wait_ends_with_the_execution(worker: object, ada: Person) -> None:
    execution = ada.start(document("a"))

    found = wait_for(execution, timeout_s=20)

    assert found.state == ExecutionState.SUCCEEDED
    assert has_ended(execution.pk)


def test_a_wait_ends_in_time_and_the_execution_goes_on(worker: object, ada: Person) -> None:
    execution = ada.start(document(a=call("test.gated")))
    began = time.monotonic()

    with pytest.raises(WaitTimeout):
        wait_for(execution, timeout_s=0.05)

    assert 0.05 <= time.monotonic() - began < 5
    functions.gate().open()
    assert ended(execution).state == ExecutionState.SUCCEEDED


def test_an_ended_execution_needs_no_wait(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document("a"))
    hand.run_all()

    assert wait_for(execution, timeout_s=0.001).is_final


def test_coroutines_wait_side_by_side(worker: object, ada: Person) -> None:
    executions = [ada.start(document("a")) for _ in range(3)]

    async def wait_for_all() -> list[Execution]:
        waits = [await_for(each, timeout_s=20) for each in executions]
        return list(await asyncio.gather(*waits))

    found = async_to_sync(wait_for_all)()

    assert {each.state for each in found} == {ExecutionState.SUCCEEDED}


def test_a_coroutines_wait_ends_in_time_too(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document("a"))

    with pytest.raises(WaitTimeout):
        async_to_sync(await_for)(execution, timeout_s=0.02)
