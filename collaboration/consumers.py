"""
A socket of a workflow's document: `/ws/workflows/<id>/document`.

A plain ASGI application and no consumer of Channels: that one asks the thread pool for each
message, which costs more than all the rest of an edit. What may be refused is refused before the
socket is accepted, so that nobody who may not come in makes us keep a byte; only then it is
accepted and closed, because a refused handshake cannot tell the client why.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from collaboration.rooms.access_watch import Watched
from collaboration.rooms.arrivals import Arrival, arrive
from collaboration.rooms.closing import MALFORMED, RESTART, TROUBLE, Closing, TurnedAway
from collaboration.rooms.connection import Connection, Limits
from collaboration.rooms.guests import Guest
from collaboration.rooms.held import HeldUpdates
from collaboration.rooms.outbox import QueuedOutbox, outbox_of
from collaboration.rooms.process import Rooms, rooms
from collaboration.rooms.telemetry import telemetry
from workflows.rest.open_sockets import TOO_MANY, leave_place, take_place

log = structlog.get_logger(__name__)

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Scope = Mapping[str, Any]


async def document_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """One socket from its handshake to its end."""
    await serve(rooms(), scope, receive, send)


async def serve(here: Rooms, scope: Scope, receive: Receive, send: Send) -> None:
    await receive()  # websocket.connect
    try:
        if here.is_ending:
            raise TurnedAway(RESTART, "the server restarts")
        arrival = await _let_in(here, scope)
    except TurnedAway as refusal:
        await _turn_away(send, refusal.closing)
        return
    guest: Guest | None = None
    person = arrival.caller.user.pk
    has_place = take_place(person)
    try:
        if not has_place:
            raise TurnedAway(TOO_MANY, "you have too many sockets open")
        room = await here.open(arrival.document_id)
        connection = _connection(here, arrival, scope, send)
        guest = Guest(room, connection, _watched(arrival))
        await send({"type": "websocket.accept"})
        here.enter(guest)
        await _listen(here, guest, receive)
    except TurnedAway as refusal:
        await _turn_away(send, refusal.closing, is_accepted=guest is not None)
    finally:
        if has_place:
            leave_place(person)
        if guest is None:
            here.give_back(arrival.seat.public_id)
        else:
            here.leave(guest)
            if isinstance(guest.connection.outbox, QueuedOutbox):
                await guest.connection.outbox.finish()


async def _let_in(here: Rooms, scope: Scope) -> Arrival:
    workflow_id = scope["url_route"]["kwargs"]["public_id"]
    try:
        return await here.threads.read(arrive, scope, workflow_id, here.process, here.door)
    except TurnedAway:
        raise
    except Exception:
        log.exception("nobody can come in")
        raise TurnedAway(TROUBLE, "something went wrong here; come back") from None


async def _turn_away(send: Send, closing: Closing, *, is_accepted: bool = False) -> None:
    telemetry.closed[closing.code] += 1
    if not is_accepted:
        await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": closing.code, "reason": closing.reason})


def _watched(arrival: Arrival) -> Watched:
    return Watched(arrival.seat.public_id, arrival.caller, arrival.workflow_id, arrival.team_id)


def _connection(here: Rooms, arrival: Arrival, scope: Scope, send: Send) -> Connection:
    settings, now = here.config, here.loop.time()
    return Connection(
        seat=arrival.seat.public_id,
        user_id=arrival.caller.user.pk,
        username=arrival.caller.user.get_username(),
        name=arrival.name,
        role=arrival.role,
        may_edit=arrival.may_edit,
        color=arrival.seat.color,
        extras=arrival.asked.extras,
        known_role=arrival.asked.role,
        outbox=outbox_of(scope, send),
        limits=Limits.from_config(settings, now),
        held=HeldUpdates(most_bytes=settings.held_bytes, most_s=settings.held_s),
        send_buffer_bytes=settings.send_buffer_bytes,
        active_at=now,
        sent_at=now,
    )


async def _listen(here: Rooms, guest: Guest, receive: Receive) -> None:
    """Pass on what the client sends until it has gone."""
    room, connection = guest.room, guest.connection
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        if connection.closing is not None or here.is_ending:
            continue  # on its way out; a client that comes back brings its edits again
        data = message.get("bytes")
        if data is None:
            room.end(connection, Closing(MALFORMED, "messages are binary"))
            continue
        if here.beat.has_stalled:
            await here.wake_up()
        await room.hear(connection, data)
