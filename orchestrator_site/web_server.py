"""Daphne in this process: pages, REST and sockets until a signal ends it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from errno import EACCES, EADDRINUSE
from typing import Any

import structlog
from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from django.conf import settings
from twisted.internet import defer, reactor

from collaboration.rooms.process import end_rooms
from orchestrator_site.outgoing import OutgoingAnswer, OutgoingBytes
from orchestrator_site.socket_protocol import SocketProtocol
from workflows.engine.announce import bind_loop
from workflows.errors import ConfigurationError
from workflows.rest.back_pressure import EXTENSION

log = structlog.get_logger(__name__)

# A line that went silent is noticed within 20 s: Daphne looks for quiet sockets every 2 s.
PING_AFTER_S = 7
PONG_WITHIN_S = 8
# A busy client that is cut off before it read why sees a broken line (1006) instead of the code.
CLOSE_ANSWER_WITHIN_S = 3

BIND_FAILURES = {EADDRINUSE: "it is taken already", EACCES: "it needs more rights"}


class WebServer(Server):  # type: ignore[misc]  # daphne has no types
    """
    Serves the application on one address; `run` returns after SIGTERM, SIGINT or `end`.

    Args:
        on_ready: called in the loop's thread once the address is bound, with the port.
        own_signals: False under the reloader, whose main thread keeps the signals.
    """

    def __init__(
        self,
        application: Any,
        *,
        host: str,
        port: int,
        on_ready: Callable[[int], None],
        own_signals: bool = True,
    ) -> None:
        super().__init__(
            application,
            endpoints=build_endpoint_description_strings(host=host, port=port),
            signal_handlers=own_signals,
            websocket_max_message_size=settings.SITE.socket_message_bytes,
            websocket_max_frame_size=settings.SITE.socket_message_bytes,
            ping_interval=PING_AFTER_S,
            ping_timeout=PONG_WITHIN_S,
            server_name="orchestrator",
            verbosity=0,
        )
        self.address = f"{host}:{port}"
        self.on_ready = on_ready
        self.bind_failure: str | None = None
        self._outgoing: dict[Any, OutgoingAnswer | OutgoingBytes] = {}

    def serve(self) -> None:
        """
        Block until the server is told to end.

        Raises:
            ConfigurationError: the address cannot be used.
        """
        reactor.callWhenRunning(self._announce)
        self.run()
        if self.bind_failure:
            raise ConfigurationError(
                f"PORT: cannot listen on {self.address}: {self.bind_failure}; choose another."
            )

    def end(self) -> None:
        """Stop from any thread."""
        reactor.callFromThread(self.stop)

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Give whoever sends the means to see what the client has not read yet."""
        is_socket = scope["type"] == "websocket"
        outgoing = OutgoingBytes(protocol) if is_socket else OutgoingAnswer(protocol)
        self._outgoing[protocol] = outgoing
        scope.setdefault("extensions", {})[EXTENSION] = {"outgoing": outgoing.told()}
        return super().create_application(protocol, scope)

    def protocol_disconnected(self, protocol: Any) -> None:
        if outgoing := self._outgoing.pop(protocol, None):
            outgoing.stopProducing()  # Twisted does not tell what a closing socket had registered
        super().protocol_disconnected(protocol)

    def timeout_checker(self) -> None:
        """Daphne calls it every two seconds."""
        now = time.monotonic()
        for outgoing in list(self._outgoing.values()):
            outgoing.end_if_stalled(now)
        super().timeout_checker()

    def kill_all_applications(self) -> Any:
        """Twisted waits for it before it stops: first everything that was edited is committed."""
        ending = defer.Deferred.fromFuture(asyncio.ensure_future(end_rooms()))
        ending.addErrback(lambda failure: log.error("rooms did not end well", error=str(failure)))
        kill = super().kill_all_applications
        ending.addCallback(lambda _: kill())
        return ending

    def listen_error(self, failure: Any) -> None:
        number: int = getattr(getattr(failure.value, "socketError", None), "errno", 0)
        self.bind_failure = BIND_FAILURES.get(number, failure.getErrorMessage())
        self.stop()

    def _announce(self) -> None:
        self.ws_factory.protocol = SocketProtocol
        self.ws_factory.setProtocolOptions(closeHandshakeTimeout=CLOSE_ANSWER_WITHIN_S)
        if self.listening_addresses:
            bind_loop(asyncio.get_event_loop())
            self.on_ready(self.listening_addresses[0][1])
