"""What rooms hear from, and tell, the rest of the installation besides edits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from collaboration.rooms.duties import Soon
from collaboration.rooms.presence import Presence
from collaboration.rooms.relay import Ears, Relay
from collaboration.rooms.room import Room
from collaboration.rooms.seats import entry_of, programs_in
from collaboration.rooms.threads import DatabaseThreads
from collaboration.rooms.timing import Pace, Timers
from collaboration.sync import frames
from collaboration.sync.awareness import PresenceEntry

RELAYED_S = 0.05


class Elsewhere:
    """Presence of other processes' sockets and of programs, and news of comments and pins."""

    def __init__(
        self,
        rooms: Mapping[int, Room],
        threads: DatabaseThreads,
        timers: Timers,
        *,
        process: UUID,
        grown: Callable[[int, int], object],
        access: Callable[[], object],
    ) -> None:
        self._rooms = rooms
        self._threads = threads
        self._timers = timers
        self._paces: dict[int, Pace] = {}
        self._programs_soon = Soon(timers, self.look_for_programs)
        self.relay = Relay(
            process,
            Ears(
                grown=grown,
                presence=self._hear_presence,
                asked=self._tell_everyone,
                programs=self.hear_programs,
                access=access,
                news=self.hear_news,
            ),
        )

    def watch(self, room: Room) -> None:
        """Hear of this document, and tell of it."""
        tell = partial(self._tell_changes, room.document_id)
        self._paces[room.document_id] = Pace(self._timers, RELAYED_S, tell)
        self.relay.watch(room.document_id)

    def unwatch(self, room: Room) -> None:
        self._paces.pop(room.document_id).stop()
        self.relay.unwatch(room.document_id)

    async def close(self) -> None:
        await self._programs_soon.close()
        await self.relay.close()

    # --- presence

    def tell_presence(self, room: Room) -> None:
        if self.relay.reaches_others and (pace := self._paces.get(room.document_id)):
            pace.ask()

    def repeat_presence(self) -> None:
        """Others forget whom they do not hear of again."""
        if self.relay.reaches_others:
            for document_id in list(self._rooms):
                self._tell_everyone(document_id)

    def _tell_changes(self, document_id: int) -> None:
        room = self._rooms.get(document_id)
        if room is not None and (payload := room.crowd.presence.take_changes_here()):
            self.relay.tell_presence(document_id, payload)

    def _tell_everyone(self, document_id: int) -> None:
        room = self._rooms.get(document_id)
        if room is not None and (payload := room.crowd.presence.everyone_here()):
            self.relay.tell_presence(document_id, payload)

    def _hear_presence(self, document_id: int, process: UUID, payload: bytes) -> None:
        if room := self._rooms.get(document_id):
            now = self._timers.time()
            room.crowd.absorb_presence(lambda presence: presence.absorb(process, payload, now))

    # --- programs, and news of comments and pins

    def hear_programs(self, document_id: int) -> None:
        if document_id in self._rooms:
            self._programs_soon.ask()

    async def look_for_programs(self) -> None:
        """Show who tells presence by REST: one statement for all documents that are open."""
        if not self._rooms:
            return
        rows = await self._threads.read(programs_in, list(self._rooms))
        for document_id, room in list(self._rooms.items()):
            entries = {
                row.public_id: entry_of(row) for row in rows if row.document_id == document_id
            }
            room.crowd.absorb_presence(partial(_show, entries, self._timers.time()))

    def hear_news(self, document_id: int, news: str) -> None:
        if room := self._rooms.get(document_id):
            room.crowd.tell(frames.session(news), "session")


def _show(entries: Mapping[UUID, PresenceEntry], now: float, presence: Presence) -> None:
    presence.set_programs(entries, now)
