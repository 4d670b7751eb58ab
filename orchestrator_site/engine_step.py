"""The engine's runtime as a part of every Celery worker, embedded or not."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from celery import bootsteps
from django.conf import settings

WORN_OUT = 75
"""Exit code of a worker that ends so that its supervisor starts it anew (EX_TEMPFAIL)."""


class EngineStep(bootsteps.StartStopStep):  # type: ignore[misc]  # celery has no types
    """
    Starts once the pool can work; stops before the pool does, so that its slots can end their work.

    It does not wait for the broker: with the broker down the runtime finds work by polling.
    """

    name = "Engine"
    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self.runtime: Any = None

    def start(self, worker: Any) -> None:
        # Late: the Celery app is imported by every command, the engine only by workers.
        runtime_class = import_module("workflows.engine.runtime").WorkerRuntime
        embedded = getattr(worker, "is_embedded", False)
        self.runtime = runtime_class(
            name=worker.hostname,
            embedded=embedded,
            on_worn_out=None if embedded else end_worn_out,
        )
        self.runtime.start()

    def stop(self, worker: Any) -> None:
        self.leave(settings.SITE.shutdown_s)

    def terminate(self, worker: Any) -> None:
        self.leave(0)

    def leave(self, grace_s: float) -> None:
        runtime, self.runtime = self.runtime, None
        if runtime is not None:
            runtime.stop(grace_s)


def end_worn_out() -> None:
    """Have Celery stop at its next turn: what runs may end, what is left is given back."""
    from celery.worker import state  # every command imports this module; only workers need that

    state.should_stop = WORN_OUT
