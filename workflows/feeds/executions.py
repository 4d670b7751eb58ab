"""The feed of one execution: a snapshot, numbered events, and text as models write it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from workflows.access import visible_executions
from workflows.feeds.callers import Caller
from workflows.feeds.feed import BAD_MESSAGE, Feed, in_database, only_key
from workflows.feeds.reading import events_after, newest_number, read_snapshot
from workflows.feeds.tokens import Piece, TokenBuffer


class ExecutionFeed(Feed):
    """
    Sends {type: snapshot | events | tokens}.

    A client that missed something says {"after": n} and gets every event after number n.
    """

    group_prefix = "execution"

    def find_subject(self, caller: Caller, public_id: UUID) -> int:
        return only_key(caller, visible_executions(caller.user).filter(public_id=public_id))

    async def send_snapshot(self) -> None:
        self.tokens = TokenBuffer()
        self.asked: int | None = None
        snapshot = await in_database(read_snapshot, self.subject_pk)
        self.sent: int = snapshot["number"]
        await self.send_json(snapshot)

    async def send_news(self) -> None:
        await self.room()
        for piece in self.tokens.take():
            await self.send_json(piece.as_json())
        self._go_back()
        newest = await in_database(newest_number, self.subject_pk)
        while newest > self.sent and await self._send_events():
            pass  # the client has room for more, or will have

    def _go_back(self) -> None:
        # Here and not when it is heard: a read that is under way would undo it.
        if self.asked is not None:
            self.sent, self.asked = min(self.sent, self.asked), None

    async def _send_events(self) -> bool:
        """Send the next ones; False when there are none (somebody deleted them)."""
        await self.room()
        events = await in_database(events_after, self.subject_pk, self.sent)
        if events:
            self.sent = events[-1]["number"]
            await self.send_json({"type": "events", "events": events})
        return bool(events)

    async def heard(self, message: dict[str, Any]) -> None:
        after = message.get("after")
        if not isinstance(after, int) or isinstance(after, bool) or after < 0:
            await self.close(BAD_MESSAGE)
            return
        self.asked = after
        self.wake.set()

    async def execution_events(self, message: dict[str, Any]) -> None:
        """A hint that events up to `number` are there."""
        if message["number"] > self.sent:
            self.wake.set()

    async def execution_tokens(self, message: dict[str, Any]) -> None:
        """Text that a model wrote just now; kept by nobody, the output has it all at the end."""
        for piece in message["pieces"]:
            self.tokens.add(Piece(**piece))
        self.wake.set()
