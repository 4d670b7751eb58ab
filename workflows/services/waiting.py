"""Waiting for an execution to end."""

from __future__ import annotations

import asyncio
import time

from asgiref.sync import sync_to_async

from workflows.engine.endings import watch_end
from workflows.errors import WaitTimeout
from workflows.models import Execution, ExecutionState

FIRST_LOOK_S = 0.002
LONGEST_LOOK_S = 0.25


def wait_for(execution: Execution, *, timeout_s: float) -> Execution:
    """
    Wait until the execution has ended; holds no transaction meanwhile.

    Raises:
        WaitTimeout: it did not end in time; it goes on.
    """
    deadline = time.monotonic() + timeout_s
    pause_s = FIRST_LOOK_S
    with watch_end(execution.pk) as ended:
        while not has_ended(execution.pk):
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise WaitTimeout(f"The execution has not ended within {timeout_s:g} s.")
            ended.wait(min(pause_s, left_s))
            pause_s = min(pause_s * 1.5, LONGEST_LOOK_S)
    return Execution.objects.select_related("payload").get(pk=execution.pk)


async def await_for(execution: Execution, *, timeout_s: float) -> Execution:
    """
    The same for coroutines; holds no thread between looks.

    Raises:
        WaitTimeout: it did not end in time; it goes on.
    """
    deadline = time.monotonic() + timeout_s
    pause_s = FIRST_LOOK_S
    look = sync_to_async(has_ended, thread_sensitive=False)
    while not await look(execution.pk):
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise WaitTimeout(f"The execution has not ended within {timeout_s:g} s.")
        await asyncio.sleep(min(pause_s, left_s))
        pause_s = min(pause_s * 1.5, LONGEST_LOOK_S)
    return await Execution.objects.select_related("payload").aget(pk=execution.pk)


def has_ended(execution_pk: int) -> bool:
    state = Execution.objects.values_list("state", flat=True).get(pk=execution_pk)
    return state >= ExecutionState.SUCCEEDED
