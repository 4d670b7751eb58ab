"""
Hints from any thread of any process: rooms of this process hear them directly, others by Redis.

Installed at start-up, so that an edit by REST, a worker or a command reaches open documents at
once. Where nobody listens they cost next to nothing.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from channels.layers import get_channel_layer

from collaboration.models import SharedDocument
from collaboration.rooms.relay import ACCESS_GROUP, group_of, reaches_others

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Listeners:
    """Called on the loop of the rooms."""

    grown: Callable[[int, int], object]
    programs: Callable[[int], object]
    access: Callable[[], object]
    news: Callable[[int, str], object]


_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_own_loop: asyncio.AbstractEventLoop | None = None
_listeners: Listeners | None = None
_under_way: set[Future[None]] = set()
LAST_WAIT_S = 2.0
MOST_UNDER_WAY = 200


def bind(loop: asyncio.AbstractEventLoop, listeners: Listeners) -> None:
    """Have the rooms on this loop hear everything that happens in this process."""
    global _loop, _listeners
    with _lock:
        _loop, _listeners = loop, listeners


def unbind(loop: asyncio.AbstractEventLoop) -> None:
    global _loop, _listeners
    with _lock:
        if _loop is loop:
            _loop = _listeners = None


def document_grown(document_id: int, number: int) -> None:
    """A log has grown by a commit in this process."""
    _call_on_loop(lambda listeners: listeners.grown(document_id, number))
    message = {"type": "document.grown", "document": document_id, "number": number, "from": ""}
    _tell_others(group_of(document_id), message)


def programs_changed(document_id: int) -> None:
    """A program has told its presence, or taken it back."""
    _call_on_loop(lambda listeners: listeners.programs(document_id))
    message = {"type": "document.programs", "document": document_id, "from": ""}
    _tell_others(group_of(document_id), message)


def thread_changed(workflow_key: int, thread: UUID) -> None:
    """Somebody commented, resolved or took something back; whoever has the draft open is told."""
    _tell_news(workflow_key, {"type": "thread", "id": str(thread)})


def pins_changed(workflow_key: int) -> None:
    """Somebody pinned or unpinned outputs; whoever has the draft open reads the pins again."""
    _tell_news(workflow_key, {"type": "pins"})


def _tell_news(workflow_key: int, said: dict[str, str]) -> None:
    found = SharedDocument.objects.filter(workflow=workflow_key).values_list("pk", flat=True)
    document_id = found.first()
    if document_id is None:
        return
    news = json.dumps(said)
    _call_on_loop(lambda listeners: listeners.news(document_id, news))
    message = {"type": "document.news", "document": document_id, "news": news, "from": ""}
    _tell_others(group_of(document_id), message)


def access_changed() -> None:
    """Somebody's rights may have changed; open sockets are looked through now."""
    _call_on_loop(lambda listeners: listeners.access())
    _tell_others(ACCESS_GROUP, {"type": "access.changed", "from": ""})


def _call_on_loop(call: Callable[[Listeners], object]) -> None:
    with _lock:
        loop, listeners = _loop, _listeners
    if loop is None or listeners is None:
        return
    try:
        loop.call_soon_threadsafe(call, listeners)
    except RuntimeError:
        log.debug("hint dropped: the loop has ended")


def _tell_others(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if not reaches_others(layer):
        return
    if len(_under_way) >= MOST_UNDER_WAY:  # Redis hangs: hints may be lost
        return
    sending = _guarded(layer.group_send(group, message))
    try:
        sent = asyncio.run_coroutine_threadsafe(sending, _sending_loop())
    except RuntimeError:
        sending.close()
        log.debug("hint dropped: the loop has ended")
        return
    with _lock:
        _under_way.add(sent)
    sent.add_done_callback(_under_way.discard)


def send_rest() -> None:
    """Wait, not for long, until what was begun is sent: for commands that are about to end."""
    with _lock:
        under_way = list(_under_way)
    wait(under_way, timeout=LAST_WAIT_S)


async def _guarded(sending: Coroutine[Any, Any, None]) -> None:
    try:
        await sending
    except Exception as error:  # a hint must never hurt; what is lost is found by looking
        log.debug("hint lost", error=str(error))


def _sending_loop() -> asyncio.AbstractEventLoop:
    """That of the rooms, else one of our own in a thread."""
    global _own_loop
    with _lock:
        if _loop is not None and not _loop.is_closed():
            return _loop
        if _own_loop is None:
            _own_loop = asyncio.new_event_loop()
            threading.Thread(target=_own_loop.run_forever, name="live-hints", daemon=True).start()
        return _own_loop
