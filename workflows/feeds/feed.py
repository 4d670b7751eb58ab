"""The life of one feed socket, whatever it tells of."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db.models import QuerySet

from workflows.access import Capability, check_scope
from workflows.conf import config
from workflows.errors import AccessDenied, NotFound
from workflows.feeds.callers import Caller, identify, is_still_valid
from workflows.rest.back_pressure import outgoing_of
from workflows.rest.open_sockets import TOO_MANY, leave_place, take_place

T = TypeVar("T")
log = structlog.get_logger(__name__)

BAD_MESSAGE = 4400
NOT_SIGNED_IN = 4401
NOT_ALLOWED = 4403
NOT_FOUND = 4404
COME_BACK = 1011  # our own trouble; clients connect again
TOO_SLOW = 4508  # the client reads nothing; should it live, it may connect again

CHECK_S = 3.0
STALLED_S = 20.0
PENDING_BYTES = 256_000
MESSAGE_BYTES = 1_000


class Refused(Exception):
    """The socket must end with `code`; clients do not come back on 4400 to 4499."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Feed(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """
    Lets in who may look, sends a snapshot, then what is new.

    Foreign pages never come this far: the root's origin guard refuses their handshake.
    One task writes, so frames never interleave. Hints from the channel layer only wake it;
    what it sends it reads from the database, and it looks there every `CHECK_S` in any case,
    since hints may be lost. At the same beat it checks that the caller may still look.
    However fast hints come, at most one frame of news is in the making; and none is begun while
    the client has not read what was sent before, but for `PENDING_BYTES`.
    """

    group_prefix: ClassVar[str]
    place_of: int | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.outgoing = outgoing_of(scope)
        try:
            await super().__call__(scope, receive, send)
        finally:  # `disconnect` is not called when the server ends
            if self.place_of is not None:
                leave_place(self.place_of)

    async def connect(self) -> None:
        await self.accept()  # only an accepted socket can tell the client why it ends
        try:
            await self._open()
        except Refused as refusal:
            await self.close(refusal.code)

    async def _open(self) -> None:
        self.public_id: UUID = self.scope["url_route"]["kwargs"]["public_id"]
        caller = await in_database(identify, self.scope)
        if caller is None:
            raise Refused(NOT_SIGNED_IN)
        self.caller: Caller = caller
        if not take_place(caller.user.pk):
            raise Refused(TOO_MANY)
        self.place_of = caller.user.pk
        self.subject_pk = await self._find()
        self.wake = asyncio.Event()
        await self._listen()  # before the snapshot, so that no hint falls between the two
        await self.send_snapshot()
        self._checked_at = time.monotonic()
        self._writer = asyncio.create_task(self._write())

    async def _listen(self) -> None:
        if self.channel_layer is not None:
            await self.channel_layer.group_add(self.group, self.channel_name)

    @property
    def group(self) -> str:
        return f"{self.group_prefix}.{self.public_id.hex}"

    async def _find(self) -> int:
        try:
            return await in_database(self.find_subject, self.caller, self.public_id)
        except AccessDenied:
            raise Refused(NOT_ALLOWED) from None
        except NotFound:
            raise Refused(NOT_FOUND) from None

    async def _write(self) -> None:
        try:
            await self._write_until_refused()
        except Refused as refusal:
            await self.close(refusal.code)
        except Exception:  # a socket that tells nothing more must not look as if nothing happened
            log.exception("feed broke off", feed=self.group_prefix)
            with suppress(Exception):
                await self.close(COME_BACK)

    async def _write_until_refused(self) -> None:
        while True:
            await self._wait_for_hint(self._checked_at + CHECK_S)
            await self._check_caller_if_due()
            await self.send_news()

    async def _wait_for_hint(self, until: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                await self.wake.wait()
            await asyncio.sleep(config().engine.feed_ms / 1000)  # what comes together goes together
        self.wake.clear()

    async def _check_caller_if_due(self) -> None:
        if time.monotonic() < self._checked_at + CHECK_S:
            return
        if not await in_database(is_still_valid, self.caller):
            raise Refused(NOT_SIGNED_IN)
        await self._find()
        self._checked_at = time.monotonic()

    async def room(self) -> None:
        """
        Wait until the client has read enough of what was sent, and may still look.

        Raises:
            Refused: it reads nothing at all, or may not look any more.
        """
        least, moved_at = self.outgoing.pending_bytes(), time.monotonic()
        while not await self.outgoing.has_room(limit_bytes=PENDING_BYTES, within_s=CHECK_S):
            pending, now = self.outgoing.pending_bytes(), time.monotonic()
            if pending < least:
                least, moved_at = pending, now
            elif now >= moved_at + STALLED_S:
                raise Refused(TOO_SLOW)
            await self._check_caller_if_due()
        await self._check_caller_if_due()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        message = _read_message(text_data)
        if message is None:
            await self.close(BAD_MESSAGE)
        elif hasattr(self, "wake"):
            await self.heard(message)

    async def disconnect(self, code: int) -> None:
        if writer := getattr(self, "_writer", None):
            writer.cancel()
        if self.channel_layer is not None and hasattr(self, "wake"):
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def send_json(self, message: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(message, separators=(",", ":")))

    def find_subject(self, caller: Caller, public_id: UUID) -> int:
        """Key of what the feed tells of; raises AccessDenied or NotFound. Runs in a thread."""
        raise NotImplementedError

    async def send_snapshot(self) -> None:
        raise NotImplementedError

    async def send_news(self) -> None:
        raise NotImplementedError

    async def heard(self, message: dict[str, Any]) -> None:
        """What the client said; feeds that take no words ignore it."""


async def in_database(read: Callable[..., T], *arguments: Any) -> T:
    """Run a blocking read in a thread of its own: a slow one holds up no other socket."""
    result: T = await database_sync_to_async(read, thread_sensitive=False)(*arguments)
    return result


def only_key(caller: Caller, visible: QuerySet[Any]) -> int:
    """
    Key of the one row, without reading the rest of it: this is asked again every `CHECK_S`.

    Raises:
        AccessDenied: the caller's token may not look at anything.
        NotFound: there is none, or not for them.
    """
    check_scope(caller.user, Capability.VIEW)
    key: int | None = visible.values_list("pk", flat=True).first()
    if key is None:
        raise NotFound
    return key


def _read_message(text: str | None) -> dict[str, Any] | None:
    if text is None or len(text) > MESSAGE_BYTES:
        return None
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
