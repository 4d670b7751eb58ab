"""The product as `make run` starts it, and a person's browser in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, Route

from tests.chromium import PATIENCE_MS, without_tour
from tests.fetching import Fetching, elsewhere_than
from tests.processes import running
from tests.servers import free_port

CSRF_COOKIE = "orchestrator_csrf"
# Grey lines stand where rows will be.
IS_COMPLETE = "() => document.querySelector('#main [class*=_waiting_]') === null"


@contextmanager
def started(data_dir: Path) -> Iterator[str]:
    """The address of the link that signs its first person in once."""
    command = ("start", "--port", str(free_port()))
    with running(command, {"DATA_DIR": str(data_dir)}) as product:
        yield product.wait_for(r"http\S+/sign-in/\S+")[0]


class Visit:
    """One person's browser; keeps what went wrong or out."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.fetching = Fetching(page)
        self.strayed: list[str] = []
        self.mistakes: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.on("dialog", lambda dialog: self.mistakes.append(dialog.message))
        page.route(elsewhere_than(self.home), self._stop)

    def _stop(self, route: Route) -> None:
        self.strayed.append(route.request.url)
        route.abort()

    def open(self, path: str) -> None:
        """The page, once what it asks for is there."""
        self.page.goto(f"{self.home}{path}")
        self.page.locator("#main").wait_for()
        self.rests()

    def rests(self) -> None:
        """It has all that it asks for, and shows it."""
        self.fetching.wait_until_over()
        self.page.wait_for_function(IS_COMPLETE)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the REST API as the person in this browser."""
        cookies = {each["name"]: each["value"] for each in self.page.context.cookies()}
        answer = self.page.request.fetch(
            f"{self.home}/api/v1/{path}",
            method=method,
            headers={
                "Content-Type": "application/json",
                "X-CSRFToken": cookies[CSRF_COOKIE],
                "Referer": f"{self.home}/",
            },
            data=None if body is None else json.dumps(body),
        )
        assert answer.ok, answer.text()
        return answer.json() if answer.body() else None

    def make(self, document: dict[str, Any]) -> str:
        """The id of a new workflow."""
        return str(self.call("POST", "workflows", {"document": document})["id"])

    def run(self, workflow: str, **body: Any) -> str:
        """The id of an execution of the draft that has ended, or waits for a person."""
        started = self.call("POST", f"workflows/{workflow}/executions", {"draft": True, **body})
        execution = str(started["id"])
        while True:
            answer = self.call("GET", f"executions/{execution}/wait?timeout=1")
            if answer["ended_at"] or answer["is_waiting"]:
                return execution

    def until_ended(self, execution: str) -> Any:
        """The execution, once it has ended."""
        while True:
            answer = self.call("GET", f"executions/{execution}/wait?timeout=10")
            if answer["ended_at"]:
                return answer


@contextmanager
def visiting(
    browser: Browser,
    home: str,
    state: Any,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Visit]:
    context = browser.new_context(
        storage_state=state, color_scheme=scheme, viewport={"width": width, "height": 740}
    )
    try:
        yield Visit(without_tour(context).new_page(), home)
    finally:
        context.close()
