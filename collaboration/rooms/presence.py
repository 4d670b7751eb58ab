"""
Who is where in one document: cursors, selections, drags, as each client tells them.

A socket speaks for few awareness clients, and for none that another live socket speaks for. Clocks
go out as ours: a client's own would make others overlook one that comes back after its line was
cut, since they remember the clock that it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from collaboration.rooms.connection import Connection
from collaboration.sync.awareness import PresenceEntry, read_presence, with_user, write_presence
from workflows.definition.json_types import JsonObject

RENEW_S = 15.0  # others forget what was not renewed for 30 s
REMOTE_S = 30.0
MOST_ENTRIES = 2_000
MOST_GONE = 1_000
LARGEST_OF_OTHERS = 1_000_000


@dataclass(slots=True)
class Present:
    """
    Args:
        owner: the socket that speaks for the client, or the process where that socket is.
        seen: the clock that the client itself gave last.
        clock: the one that everybody was told last.
    """

    owner: Connection | UUID
    seen: int
    clock: int
    state: JsonObject
    renewed_at: float
    expires_at: float | None = None


class Presence:
    """
    Args:
        most_clients: of one socket.
        state_bytes: of one client's state.
    """

    def __init__(self, *, most_clients: int, state_bytes: int) -> None:
        self._most_clients = most_clients
        self._state_bytes = state_bytes
        self._present: dict[int, Present] = {}
        self._gone: dict[int, int] = {}  # client -> the clock that everybody was told last
        self._changed: dict[int, Connection | None] = {}
        self._changed_here: set[int] = set()
        self._programs: set[int] = set()

    def __len__(self) -> int:
        return len(self._present)

    # --- what sockets say

    def hear(self, connection: Connection, payload: bytes, now: float) -> bool:
        """
        Take in what a socket says of its own clients; whether anything but a clock changed.

        Raises:
            FrameRefused: malformed or over a bound.
        """
        entries = read_presence(
            payload,
            entries=MOST_ENTRIES,
            state_bytes=self._state_bytes,
            wanted=lambda client: self._may_speak_for(connection, client),
        )
        is_new = False
        for entry in entries:
            if entry.state is None:
                is_new |= self._leave(connection, entry)
            elif self._claim(connection, entry.client):
                is_new |= self._tell(connection, with_user(entry, connection.user()), now)
        return is_new

    def release(self, connection: Connection) -> None:
        """The socket has ended: its clients are gone."""
        for client in connection.clients:
            self._remove(client, None)
        connection.clients.clear()

    def _may_speak_for(self, connection: Connection, client: int) -> bool:
        present = self._present.get(client)
        if present is not None:
            return present.owner is connection
        # What stock clients send back of somebody who has just gone must not revive them.
        return not connection.clients or client not in self._gone

    def _claim(self, connection: Connection, client: int) -> bool:
        if client in connection.clients:
            return True
        if len(connection.clients) >= self._most_clients:
            return False
        connection.clients.add(client)
        return True

    def _tell(self, connection: Connection, entry: PresenceEntry, now: float) -> bool:
        assert entry.state is not None
        known = self._present.get(entry.client)
        if known is not None and entry.clock <= known.seen:
            return False
        before = known.clock if known else self._gone.pop(entry.client, -1)
        clock = max(before + 1, entry.clock)
        self._present[entry.client] = Present(connection, entry.clock, clock, entry.state, now)
        self._note(entry.client, connection)
        return known is None or known.state != entry.state

    def _leave(self, connection: Connection, entry: PresenceEntry) -> bool:
        if entry.client not in connection.clients:
            return False
        connection.clients.discard(entry.client)
        self._remove(entry.client, connection)
        return True

    def _remove(self, client: int, source: Connection | None) -> None:
        if (present := self._present.pop(client, None)) is None:
            return
        self._gone[client] = present.clock + 1
        if len(self._gone) > MOST_GONE:
            del self._gone[next(iter(self._gone))]
        self._note(client, source)

    def _note(self, client: int, source: Connection | None) -> None:
        if client in self._changed and self._changed[client] is not source:
            source = None
        self._changed[client] = source
        self._changed_here.add(client)

    # --- what other processes say

    def absorb(self, process: UUID, payload: bytes, now: float) -> None:
        """Take in what another process tells of its own sockets' clients."""
        entries = read_presence(payload, entries=MOST_ENTRIES, state_bytes=LARGEST_OF_OTHERS)
        for entry in entries:
            self.set_remote(process, entry, now)

    def set_remote(self, process: UUID, entry: PresenceEntry, now: float) -> None:
        known = self._present.get(entry.client)
        if known is not None and isinstance(known.owner, Connection):
            return  # a socket here speaks for it
        if entry.state is None:
            self._remove(entry.client, None)
            self._changed_here.discard(entry.client)
            return
        if known is not None and known.seen == entry.clock and known.state == entry.state:
            known.expires_at = now + REMOTE_S
            return
        before = known.clock if known else self._gone.pop(entry.client, -1)
        clock = max(before + 1, entry.clock)
        self._present[entry.client] = Present(
            process, entry.clock, clock, entry.state, now, now + REMOTE_S
        )
        self._changed[entry.client] = None

    def set_programs(self, entries: Mapping[UUID, PresenceEntry], now: float) -> None:
        """These programs are here, and no others."""
        for client in self._programs - {entry.client for entry in entries.values()}:
            self._remove(client, None)
            self._changed_here.discard(client)
        self._programs = {entry.client for entry in entries.values()}
        for program, entry in entries.items():
            self.set_remote(program, entry, now)

    # --- as time goes by

    def keep_fresh(self, now: float) -> None:
        """
        Renew what its client did not, and drop what another process said too long ago.

        Browsers slow the timers of pages in the background down until others forget them.
        """
        for client, present in list(self._present.items()):
            if present.expires_at is not None and present.expires_at <= now:
                self._remove(client, None)
                self._changed_here.discard(client)
            elif now - present.renewed_at >= RENEW_S:
                present.renewed_at = now
                present.clock += 1
                self._changed[client] = None
                if present.expires_at is None:
                    self._changed_here.add(client)

    # --- what goes out

    def take_changes(self) -> tuple[bytes, Connection | None]:
        """
        The payload of all that changed since the last call, empty if nothing did.

        Also the one socket that knows all of it already, if it came from one alone.
        """
        if not self._changed:
            return b"", None
        sources = set(self._changed.values())
        payload = self._write(self._changed)
        self._changed.clear()
        return payload, sources.pop() if len(sources) == 1 else None

    def take_changes_here(self) -> bytes:
        """The same of this process's own sockets, for the other processes."""
        clients, self._changed_here = self._changed_here, set()
        return self._write(clients) if clients else b""

    def everyone(self) -> bytes:
        """The payload that tells a joiner of everybody at once; empty if nobody is there."""
        return self._write(self._present) if self._present else b""

    def everyone_here(self) -> bytes:
        here = [client for client, each in self._present.items() if each.expires_at is None]
        return self._write(here) if here else b""

    def _write(self, clients: Iterable[int]) -> bytes:
        return write_presence(self._entry(client) for client in clients)

    def _entry(self, client: int) -> PresenceEntry:
        present = self._present.get(client)
        if present is None:
            return PresenceEntry(client, self._gone.get(client, 0), None)
        return PresenceEntry(client, present.clock, present.state)
