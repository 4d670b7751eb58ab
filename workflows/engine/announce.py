"""
Hints to those who watch: "there are events up to n", and tokens as they come.

Hints of one execution are coalesced over a few tens of milliseconds and sent from a thread of their
own, so that watching costs the engine next to nothing: however many models write in it, an
execution has one message of text in that time. Hints may be lost; watchers heal gaps from the
database.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterable
from itertools import chain
from typing import Any

import structlog
from channels.layers import get_channel_layer

from workflows.conf import config
from workflows.engine.outbox import Outbox
from workflows.engine.pieces import Pace, Piece
from workflows.engine.work import Work

log = structlog.get_logger(__name__)
STOP_GROUP = "workers.stop"

_lock = threading.Lock()
_wake = threading.Event()
_newest: dict[str, int] = {}
_changed: dict[str, int] = {}
_pieces: dict[str, dict[tuple[int, int], list[Piece]]] = {}
_outbox = Outbox(get_channel_layer)
_loop: asyncio.AbstractEventLoop | None = None
_thread: threading.Thread | None = None


def bind_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Send from this loop from now on: the in-memory layer belongs to the web server's loop."""
    global _loop
    _loop = loop


def announce_events(execution: str, number: int) -> None:
    """Tell watchers of an execution (public id, hex) that it has events up to this number."""
    with _lock:
        _newest[execution] = max(number, _newest.get(execution, 0))
    _kick()


def announce_execution(workflow: int, execution: str) -> None:
    """Tell watchers of a workflow (its key) that one of its executions began or ended."""
    with _lock:
        _changed[execution] = workflow
    _kick()


def announce_tokens(work: Work, offset: int, text: str, pace: Pace) -> None:
    """Tell watchers a piece of text that an attempt has written; `offset` counts characters."""
    key = (work.run, work.attempt)
    with _lock:
        pieces = _pieces.setdefault(work.execution.public_id, {}).setdefault(key, [])
        last = pieces[-1] if pieces else None
        if last is None or last.ends_at != offset:
            last = Piece(work.subject, *key, offset)
            pieces.append(last)
        last.add(text, pace)
    _kick()


def announce_stop(runs: list[int]) -> None:
    """Tell every worker that these task runs shall stop."""
    if runs:
        _send(STOP_GROUP, {"type": "stop", "runs": runs})


def _group(execution: str) -> str:
    return f"execution.{execution}"


def _kick() -> None:
    global _thread
    _wake.set()
    if _thread is None or not _thread.is_alive():
        with _lock:
            if _thread is None or not _thread.is_alive():
                _thread = threading.Thread(target=_run, name="announcer", daemon=True)
                _thread.start()


def _run() -> None:
    while True:
        _wake.wait()
        time.sleep(config().engine.feed_ms / 1_000)
        _wake.clear()
        with _lock:
            events, changed, pieces = dict(_newest), dict(_changed), dict(_pieces)
            for each in (_newest, _changed, _pieces):
                each.clear()
        for execution, written in pieces.items():
            _send_pieces(execution, chain.from_iterable(written.values()))
        for execution, number in events.items():
            _send(_group(execution), {"type": "execution.events", "number": number})
        for execution, workflow in changed.items():
            message = {"type": "workflow.changed", "execution": execution}
            _send(f"workflow.{workflow}", message)


def _send_pieces(execution: str, pieces: Iterable[Piece]) -> None:
    told = [each.as_message() for each in pieces]
    _send(_group(execution), {"type": "execution.tokens", "pieces": told})


def _send(group: str, message: dict[str, Any]) -> None:
    if get_channel_layer() is None:
        return
    try:
        _outbox.put(_own_loop(), group, message)
    except RuntimeError:
        # The loop has closed: the process is ending, and hints with it.
        log.debug("announcement dropped", group=group)


def hints_dropped() -> int:
    """How many hints this process has let go because the channel layer was too slow."""
    return _outbox.dropped


def _own_loop() -> asyncio.AbstractEventLoop:
    """The bound loop, or one of our own in a thread."""
    global _loop
    with _lock:
        if _loop is None or _loop.is_closed():
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="announcer-loop", daemon=True).start()
        return _loop
