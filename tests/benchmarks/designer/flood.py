"""States of tasks at a steady rate, in place of those of an engine that may be slower."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

A_SECOND = 200
TURN_MS = 50
TURNS = 100
TASKS = 1_000
FEED = "**/ws/executions/*/events"
CHANGES = ("task:started", "task:completed")


class _Tap:
    """Between a page and its feed; knows the last number that passed."""

    def __init__(self) -> None:
        self.page: WebSocketRoute | None = None
        self.number = 0
        self._poured = 0

    def join(self, route: WebSocketRoute) -> None:
        self.page = route
        server = route.connect_to_server()
        server.on_message(lambda message: self._pass_on(route, str(message)))

    def _pass_on(self, route: WebSocketRoute, message: str) -> None:
        said = json.loads(message)
        numbers = [said.get("number", 0), *(each["number"] for each in said.get("events", []))]
        self.number = max(self.number, *numbers)
        route.send(message)

    def drip(self, count: int) -> None:
        if self.page is None:
            raise RuntimeError("the page has not opened the feed of its run")
        events = [self._next_event() for _ in range(count)]
        self.page.send(json.dumps({"type": "events", "events": events}))

    def _next_event(self) -> dict[str, Any]:
        self.number += 1
        task, change = divmod(self._poured, len(CHANGES))
        self._poured += 1
        return {
            "number": self.number,
            "name": CHANGES[change],
            "subject": f"t{task % TASKS}",
            "at": datetime.now(UTC).isoformat(),
            "data": {"attempt": 1},
        }


@contextmanager
def pour(page: Page) -> Iterator[Callable[[], None]]:
    """Gives what lets 200 states a second reach the page, for five seconds, in its feed."""
    tap = _Tap()
    page.route_web_socket(FEED, tap.join)

    def flow() -> None:
        for _ in range(TURNS):
            tap.drip(A_SECOND * TURN_MS // 1_000)
            page.wait_for_timeout(TURN_MS)

    yield flow
