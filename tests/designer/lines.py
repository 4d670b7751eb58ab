"""A line between one browser and a server that can be cut, and held up, as a bad network does."""

from __future__ import annotations

import socket
from contextlib import closing, suppress
from threading import Event, Lock, Thread

from tests.servers import wait_until

PIECE = 65_536
HOST = "127.0.0.1"


class Line:
    """
    Passes bytes on to a server, which may come and go; the browser visits `port` instead.

    While it is cut nobody gets through; while it is held, nothing passes in either direction, and
    what was on its way when it is cut then is lost.
    """

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._guard = Lock()
        self._ends: set[socket.socket] = set()
        self._is_cut = False
        self._flows = Event()
        self._flows.set()
        self._door = socket.create_server((HOST, 0))
        self.port = int(self._door.getsockname()[1])
        self._porter = Thread(target=self._let_in, daemon=True)
        self._porter.start()

    # --- what befalls it

    def cut(self) -> None:
        with self._guard:
            self._is_cut = True
            ends, self._ends = self._ends, set()
        for end in ends:
            _hang_up(end)
        self._flows.set()

    def hold(self) -> None:
        self._flows.clear()

    def mend(self) -> None:
        with self._guard:
            self._is_cut = False
        self._flows.set()

    @property
    def is_good(self) -> bool:
        return self._flows.is_set() and not self._is_cut

    def close(self) -> None:
        self.cut()
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        wait_until(lambda: not self._porter.is_alive(), "a line to end")

    # --- how it works

    def _let_in(self) -> None:
        while True:
            try:
                browser, _ = self._door.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        with closing(browser):
            try:
                server = socket.create_connection((HOST, self._server_port))
            except OSError:
                return
            with closing(server):
                self._join(browser, server)

    def _join(self, browser: socket.socket, server: socket.socket) -> None:
        with self._guard:
            if self._is_cut:
                return
            self._ends |= {browser, server}
        back = Thread(target=self._pass_on, args=(server, browser), daemon=True)
        back.start()
        self._pass_on(browser, server)
        back.join()
        with self._guard:
            self._ends -= {browser, server}

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                self._flows.wait()
                target.sendall(piece)
        _hang_up(source)
        _hang_up(target)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
