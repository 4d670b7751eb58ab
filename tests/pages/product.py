"""The product as `make run` starts it, and a person's browser in it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page, Route

from tests.chromium import launched_for_tests, without_tour
from tests.processes import ROOT
from tests.servers import free_port

CSRF_COOKIE = "orchestrator_csrf"
PATIENCE_MS = 60_000


@contextmanager
def started(data_dir: Path) -> Iterator[str]:
    """The address of the link that signs its first person in once."""
    command = [sys.executable, "manage.py", "start", "--port", str(free_port())]
    environment = {"DATA_DIR": str(data_dir), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield _read_link(process)
        finally:
            process.terminate()


def _read_link(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http\S+/sign-in/\S+", line):
            return found[0]
    raise RuntimeError("the product did not start")


class Visit:
    """One person's browser; keeps what went wrong or out."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.strayed: list[str] = []
        self.mistakes: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.on("dialog", lambda dialog: self.mistakes.append(dialog.message))
        page.route("**/*", self._watch)

    def _watch(self, route: Route) -> None:
        if route.request.url.startswith((self.home, "data:", "blob:")):
            route.continue_()
        else:
            self.strayed.append(route.request.url)
            route.abort()

    def open(self, path: str) -> None:
        """The page, once what it asks for is there."""
        self.page.goto(f"{self.home}{path}")
        self.page.locator("#main").wait_for()
        self.page.wait_for_load_state("networkidle")

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


@contextmanager
def visiting(
    home: str,
    state: Any,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Visit]:
    with launched_for_tests() as opened:
        context = opened.new_context(
            storage_state=state, color_scheme=scheme, viewport={"width": width, "height": 740}
        )
        yield Visit(without_tour(context).new_page(), home)
