"""What a page in a browser still waits for: known by its requests, not by how long it was quiet."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Request

from tests.chromium import PATIENCE_MS
from tests.servers import wait_until

# What a page is made of; sockets and downloads may stay open.
KINDS = {"document", "script", "stylesheet", "font", "fetch", "xhr"}
DRAWN = "() => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(tell)))"
LOOKS = 3  # what comes may ask for more, and is drawn first


def elsewhere_than(origin: str) -> re.Pattern[str]:
    """Addresses of other servers; what comes from here passes without asking this process."""
    return re.compile(rf"^(?!{re.escape(origin)}/|data:|blob:)")


class Fetching:
    """
    Watches the requests of one page from its beginning.

    Args:
        begun: addresses of all that was asked for.
    """

    def __init__(self, page: Page) -> None:
        self.begun: list[str] = []
        self._page = page
        self._under_way: set[Request] = set()
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def _begin(self, request: Request) -> None:
        if request.resource_type in KINDS:
            self.begun.append(request.url)
            self._under_way.add(request)

    def _end(self, request: Request) -> None:
        self._under_way.discard(request)

    def wait_until_over(self, *, after: str = "") -> None:
        """
        Everything that the page asks for by itself has come, and is drawn.

        Args:
            after: part of an address that it asks for at the end.
        """
        wait_until(
            lambda: any(after in url for url in self.begun) and self._rests(),
            f"an end of {self._page.url} fetching",
            PATIENCE_MS / 1_000,
        )

    def _rests(self) -> bool:
        for _ in range(LOOKS):
            begun = len(self.begun)
            self._page.evaluate(DRAWN)
            if self._under_way or len(self.begun) > begun:
                return False
        return True
