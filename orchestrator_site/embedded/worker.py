"""A Celery worker in a thread of the web process."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

import structlog
from celery.worker import WorkController

from orchestrator_site.celery import app
from orchestrator_site.embedded.transport import BELL
from workflows.errors import NotReady

log = structlog.get_logger(__name__)

READY_PATIENCE_S = 3
STOP_PATIENCE_S = 5


class EmbeddedController(WorkController):  # type: ignore[misc]  # celery has no types
    """
    Celery's worker without its program: no banner, no signal handlers, no process title.

    `is_embedded` tells the engine's step that a restart finds only its own leases.
    """

    is_embedded = True
    ready: threading.Event

    def on_before_init(self, ready: threading.Event, **options: Any) -> None:
        self.ready = ready

    def on_consumer_ready(self, consumer: Any) -> None:
        self.ready.set()


class EmbeddedWorker:
    """Start it once; `on_death` is called from its thread if it ends without being stopped."""

    def __init__(self, *, slots: int, on_death: Callable[[], None] | None = None) -> None:
        self._slots = slots
        self._on_death = on_death
        self._ready = threading.Event()
        self._stopping = False
        self.has_died = False
        self._controller: EmbeddedController | None = None
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        # The command has run Django's checks; the worker would run them again.
        os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
        self._thread.start()

    def wait_until_ready(self, timeout_s: float) -> None:
        """
        Return once messages are taken.

        Raises:
            NotReady: the worker did not come up in time.
        """
        if not self._ready.wait(timeout_s):
            raise NotReady(f"The worker did not start within {timeout_s:g} s.")

    def stop(self) -> None:
        """Let running work end, for as long as the configuration says; safe to call twice."""
        self._stopping = True
        if not self._thread.is_alive():
            return
        # Half started it cannot be stopped cleanly; without its broker it never gets further.
        self._ready.wait(READY_PATIENCE_S)
        if self._controller is not None:
            threading.Thread(target=self._interrupt_until_done, daemon=True).start()
            self._controller.stop()
            self._thread.join(STOP_PATIENCE_S)

    def _interrupt_until_done(self) -> None:
        # The consumer notices the stop when its wait for messages ends; do not make people wait.
        while self._thread.is_alive():
            BELL.interrupt()
            self._thread.join(0.02)

    def _run(self) -> None:
        self._controller = EmbeddedController(
            app=app,
            pool="threads",
            concurrency=self._slots,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            ready=self._ready,
        )
        self._controller.start()
        if not self._stopping:
            self.has_died = True
            log.critical("the worker ended unexpectedly", exit_code=self._controller.exitcode)
            if self._on_death is not None:
                self._on_death()
