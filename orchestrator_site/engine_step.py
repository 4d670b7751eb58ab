"""The engine's runtime as a part of every Celery worker, embedded or not."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from celery import bootsteps
from django.conf import settings


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
        self.runtime = runtime_class(
            name=worker.hostname, embedded=getattr(worker, "is_embedded", False)
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
