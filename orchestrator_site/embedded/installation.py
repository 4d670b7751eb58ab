"""The whole product in one process: the worker in a thread beside the web server."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import structlog
from django.db import connections

from orchestrator_site.embedded.worker import EmbeddedWorker
from orchestrator_site.web_server import WebServer

log = structlog.get_logger(__name__)


def run_installation(
    application: Any,
    *,
    host: str,
    port: int,
    slots: int | None,
    on_ready: Callable[[int], None],
    own_signals: bool = True,
) -> None:
    """
    Serve until told to stop, then let running work end; `slots` None starts no worker.

    Raises:
        ConfigurationError: the address cannot be used.
        SystemExit: the worker died, so that a supervisor starts everything anew.
    """
    worker = EmbeddedWorker(slots=slots, on_death=lambda: server.end()) if slots else None

    def begin(bound_port: int) -> None:
        if worker is not None:
            worker.start()
        on_ready(bound_port)

    server = WebServer(application, host=host, port=port, on_ready=begin, own_signals=own_signals)
    try:
        server.serve()
    finally:
        if worker is not None:
            worker.stop()
        connections.close_all()
    if worker is not None and worker.has_died:
        sys.exit(1)
