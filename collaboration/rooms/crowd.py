"""
Everybody in a room, and what they are told: at once when it is quiet, merged under load.

However many edits and cursors come, a client gets so many frames a second and no more.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import structlog
from pycrdt import merge_updates

from collaboration.conf import CollaborationConfig
from collaboration.rooms.closing import Closing, trouble
from collaboration.rooms.connection import Connection
from collaboration.rooms.presence import Presence
from collaboration.rooms.queue import Waiting
from collaboration.rooms.telemetry import telemetry
from collaboration.rooms.timing import Timers, pace_of
from collaboration.sync import frames

log = structlog.get_logger(__name__)
SLOW = trouble("it does not read what it is sent")
KEEP_ALIVE = frames.awareness(b"\x00")


class Crowd:
    """
    Args:
        on_end: called with a connection that has left, or was closed.
        on_presence: something changed that other processes want to hear.
        on_failure: telling failed; nobody can rely on this room any more.
    """

    def __init__(
        self,
        timers: Timers,
        config: CollaborationConfig,
        *,
        on_end: Callable[[Connection], None],
        on_presence: Callable[[], None],
        on_failure: Callable[[], None],
    ) -> None:
        self.connections: dict[Connection, None] = {}
        self.presence = Presence(
            most_clients=config.presence_clients, state_bytes=config.presence_bytes
        )
        self._timers = timers
        self._on_end = on_end
        self._on_presence = on_presence
        self._on_failure = on_failure
        self._news: list[tuple[bytes, Waiting | None]] = []
        frames_per_s = config.broadcasts_per_s
        self._edit_pace = pace_of(timers, frames_per_s, partial(self._guard, self._broadcast_edits))
        self._presence_pace = pace_of(
            timers, frames_per_s, partial(self._guard, self._broadcast_presence)
        )

    # --- coming and going

    def add(self, connection: Connection) -> None:
        self.connections[connection] = None

    def remove(self, connection: Connection) -> None:
        """Its presence ends for everybody; harmless when done before."""
        if connection not in self.connections:
            return
        del self.connections[connection]
        self._on_end(connection)
        self.presence.release(connection)
        self._presence_changed()

    def end(self, connection: Connection, closing: Closing) -> None:
        if connection.closing is None:
            telemetry.closed[closing.code] += 1
            connection.close(closing)
        self.remove(connection)

    def stop(self) -> None:
        """Tell nobody anything any more."""
        self._edit_pace.stop()
        self._presence_pace.stop()

    # --- one

    def send(self, connection: Connection, frame: bytes) -> None:
        """Send unless it was closed; one that reads too slowly is closed now."""
        if connection.closing is not None:
            return
        if not connection.has_room_for(frame):
            self.end(connection, SLOW)
            return
        connection.send(frame, self._timers.time())
        telemetry.frames_out += 1

    def tell_everyone(self, connection: Connection) -> None:
        """Tell one of everybody who is here."""
        if everyone := self.presence.everyone():
            self.send(connection, frames.awareness(everyone))

    def tell_one(self, connection: Connection, frame: bytes, extra: str) -> None:
        if connection.hears(extra):
            self.send(connection, frame)

    def tell_role(self, connection: Connection) -> None:
        news = {"type": "role", "role": connection.role, "may_edit": connection.may_edit}
        self.tell_one(connection, frames.session(json.dumps(news)), "session")

    # --- all

    def tell(self, frame: bytes, extra: str) -> None:
        """Send to those who asked for this sort of news."""
        for connection in list(self.connections):
            self.tell_one(connection, frame, extra)

    def add_news(self, update: bytes, waiting: Waiting | None) -> None:
        """
        A committed update that everybody has to hear of, once `tell_news` is called.

        Args:
            waiting: the edit it was; None: it came from elsewhere.
        """
        self._news.append((update, waiting))

    def tell_news(self) -> None:
        if self._news:
            self._edit_pace.ask()

    def hear_presence(self, connection: Connection, payload: bytes) -> None:
        """
        Raises:
            FrameRefused: malformed or over a bound.
        """
        now = self._timers.time()
        if self.presence.hear(connection, payload, now):
            connection.active_at = now
        self._presence_changed()

    def absorb_presence(self, change: Callable[[Presence], None]) -> None:
        """Take in what is known of presence from elsewhere."""
        change(self.presence)
        self._presence_pace.ask()

    def flush(self) -> None:
        """Send now what waits for its turn."""
        self._edit_pace.flush_now()
        self._presence_pace.flush_now()

    def keep_alive(self, quiet_s: float) -> None:
        """Stock clients give up a connection on which nothing came for half a minute."""
        now = self._timers.time()
        self.presence.keep_fresh(now)
        self._presence_pace.ask()
        for connection in list(self.connections):
            if now - connection.sent_at >= quiet_s:
                self.send(connection, KEEP_ALIVE)

    # --- inside

    def _presence_changed(self) -> None:
        self._presence_pace.ask()
        self._on_presence()

    def _broadcast_edits(self) -> None:
        news, self._news = self._news, []
        if not news:
            return
        update = news[0][0] if len(news) == 1 else merge_updates(*(each for each, _ in news))
        sources = {waiting.source if waiting else None for _, waiting in news}
        self._broadcast(frames.update(update), sources.pop() if len(sources) == 1 else None)
        now = self._timers.time()
        for _, waiting in news:
            if waiting is not None:
                telemetry.propagation.note(now - waiting.received_at)

    def _broadcast_presence(self) -> None:
        payload, lone = self.presence.take_changes()
        if payload:
            telemetry.presence += 1
            self._broadcast(frames.awareness(payload), lone)

    def _broadcast(self, frame: bytes, lone: Connection | None) -> None:
        """Send to all but the one who knows it."""
        for connection in list(self.connections):
            if connection is lone:
                continue
            if connection.is_synced:
                self.send(connection, frame)
            elif connection.backlog is not None:
                connection.backlog.append(frame)

    def _guard(self, function: Callable[[], None]) -> None:
        """What a timer calls has nobody above it who could answer for a fault."""
        try:
            function()
        except Exception:
            log.exception("room failed")
            self._on_failure()
