"""How each kind of task is worked on: one module a kind, registered here by name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from workflows.engine.attempts import Held
from workflows.engine.handlers import (
    agent,
    approval,
    branch,
    function,
    http,
    loop,
    map_items,
    transform,
    wait,
    workflow,
)
from workflows.engine.work import Result

# On a thread of the pool: what computes, and what only decides to wait.
THREAD_HANDLERS: Mapping[str, Callable[[Held], Result]] = {
    "approval": approval.run,
    "branch": branch.run,
    "function": function.run,
    "loop": loop.run,
    "map": map_items.run,
    "transform": transform.run,
    "wait": wait.run,
    "workflow": workflow.run,
}
# As coroutines on the worker's loop.
ASYNC_HANDLERS: Mapping[str, Callable[[Held], Awaitable[Result]]] = {
    "agent": agent.run,
    "http": http.run,
}
