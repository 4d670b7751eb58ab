"""Sends newcomers the document: all of it that is committed, and nothing that may be given up."""

from __future__ import annotations

from collections.abc import Callable

from collaboration.rooms.answers import Answer, Answers
from collaboration.rooms.connection import Connection
from collaboration.rooms.crowd import Crowd
from collaboration.rooms.document import RoomDocument
from collaboration.rooms.queue import EditQueue
from collaboration.sync import frames


class Answering:
    """
    Answers to state vectors, for one room.

    Args:
        welcome: called once for each connection, when it has its first answer.
    """

    def __init__(
        self,
        document: RoomDocument,
        queue: EditQueue,
        crowd: Crowd,
        welcome: Callable[[Connection], object],
    ) -> None:
        self._document = document
        self._queue = queue
        self._crowd = crowd
        self._welcome = welcome
        self._waiting = Answers()

    def __len__(self) -> int:
        """How many wait for a commit."""
        return len(self._waiting)

    def answer(self, connection: Connection, state_vector: bytes) -> None:
        if not connection.is_synced and connection.backlog is None:
            connection.backlog = []
        self._make(connection, state_vector)

    def send_due(self) -> None:
        """More is committed now."""
        for answer in self._waiting.take_due(self._queue.done):
            self._send(answer)

    def make_anew(self) -> None:
        """The copy was made anew: what waits may hold what was given up."""
        for answer in self._waiting.take_all():
            self._make(answer.connection, answer.state_vector)

    def forget(self, connection: Connection) -> None:
        self._waiting.forget(connection)

    def _make(self, connection: Connection, state_vector: bytes) -> None:
        """The copy may hold what is not committed, so the answer waits for all that it holds."""
        frame = frames.step2(self._document.update_for(state_vector))
        answer = Answer(self._queue.last, connection, state_vector, frame)
        if self._queue:
            self._waiting.put(answer)
        else:
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        connection = answer.connection
        self._crowd.send(connection, answer.frame)
        if connection.is_synced:
            return
        connection.is_synced = True
        backlog, connection.backlog = connection.backlog or [], None
        for frame in backlog:
            self._crowd.send(connection, frame)
        self._welcome(connection)
