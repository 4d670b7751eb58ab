"""Waiting for an execution to end."""

from __future__ import annotations

import asyncio
import time

from asgiref.sync import sync_to_async

from workflows.engine.endings import watch_end
from workflows.engine.local import local_worker
from workflows.errors import WaitTimeout
from workflows.models import Execution, ExecutionState
from workflows.models.prepared import Prepared

# Looks come at a tenth of the time waited so far: late by a tenth at most, and ever rarer.
LATE_BY = 0.1
SHORTEST_LOOK_S = 0.001
LONGEST_LOOK_S = 0.25
TOLD_S = 0.05


def wait_for(execution: Execution, *, timeout_s: float) -> Execution:
    """
    Wait until the execution has ended; holds no transaction meanwhile.

    Raises:
        WaitTimeout: it did not end in time; it goes on.
    """
    began = time.monotonic()
    with watch_end(execution.pk) as ended:
        while not has_ended(execution.pk):
            pause_s = _pause_s(time.monotonic() - began, timeout_s)
            # Where all work is done in this process, its end is told; looking is the second guard.
            ended.wait(max(pause_s, TOLD_S) if local_worker().is_alone else pause_s)
    return _load(execution.pk)


async def await_for(execution: Execution, *, timeout_s: float) -> Execution:
    """
    The same for coroutines; holds no thread between looks.

    Raises:
        WaitTimeout: it did not end in time; it goes on.
    """
    began = time.monotonic()
    look = sync_to_async(has_ended, thread_sensitive=False)
    while not await look(execution.pk):
        await asyncio.sleep(_pause_s(time.monotonic() - began, timeout_s))
    return await sync_to_async(_load, thread_sensitive=False)(execution.pk)


def _pause_s(waited_s: float, timeout_s: float) -> float:
    """
    Raises:
        WaitTimeout: no time is left.
    """
    left_s = timeout_s - waited_s
    if left_s <= 0:
        raise WaitTimeout(f"The execution has not ended within {timeout_s:g} s.")
    return min(max(waited_s * LATE_BY, SHORTEST_LOOK_S), LONGEST_LOOK_S, left_s)


def has_ended(execution_pk: int) -> bool:
    row = STATE.row(execution_pk)
    if row is None:
        raise Execution.DoesNotExist
    return bool(row[0] >= ExecutionState.SUCCEEDED)


def _load(execution_pk: int) -> Execution:
    found = WITH_PAYLOAD.object(execution_pk)
    if found is None:
        raise Execution.DoesNotExist
    return found


# Asked at every look, and at the end of every wait.
STATE = Prepared(lambda pk: Execution.objects.filter(pk=pk).values_list("state"), int)
WITH_PAYLOAD = Prepared(lambda pk: Execution.objects.filter(pk=pk).select_related("payload"), int)
