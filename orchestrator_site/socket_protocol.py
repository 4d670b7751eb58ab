"""Daphne's websocket, with what it lacks: reasons for closing, and frames that leave at once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from autobahn.websocket.protocol import PreparedMessage
from daphne.ws_protocol import WebSocketProtocol

REASON_BYTES = 123  # a close frame holds no more
SHORT_BYTES = 65_536


class SocketProtocol(WebSocketProtocol):  # type: ignore[misc]  # daphne has no types
    """Says why it closes, and may say that the server restarts (1012)."""

    def handle_reply(self, message: dict[str, Any]) -> None:
        if message.get("type") == "websocket.close" and self.state == self.STATE_OPEN:
            reason = str(message.get("reason") or "").encode()[:REASON_BYTES]
            words = reason.decode(errors="ignore").encode()
            self.sendCloseFrame(code=message.get("code") or 1000, reasonUtf8=words)
        else:
            super().handle_reply(message)

    def send_at_once(self, payload: bytes) -> None:
        """
        Send a binary message in the caller's turn; dropped unless the socket is open.

        Twisted would watch each socket for being writable first, which for a frame that goes to
        many costs more than all the rest of telling them.
        """
        if self.state != self.STATE_OPEN:
            return
        if not self._may_write_now() or len(payload) > SHORT_BYTES:
            self.sendMessage(payload, True)
            return
        frame = _framed(payload)
        sent = self.transport.writeSomeData(frame)
        # A connection that was lost is an exception here; the reactor finds that out by itself.
        taken = sent if isinstance(sent, int) else 0
        if taken < len(frame):
            self.transport.write(frame[taken:])
        self.trafficStats.outgoingOctetsWireLevel += len(frame)

    def _may_write_now(self) -> bool:
        """Nothing waits that would have to go first, and frames are sent as they are."""
        transport = self.transport
        is_idle = not (transport.dataBuffer or transport._tempDataLen or self.send_queue)
        return bool(is_idle and transport.connected and self._perMessageCompress is None)


@lru_cache(maxsize=8)
def _framed(payload: bytes) -> bytes:
    """The bytes on the wire; made once for all who get the same payload."""
    message = PreparedMessage(payload, isBinary=True, applyMask=False, doNotCompress=True)
    return bytes(message.payloadHybi)
