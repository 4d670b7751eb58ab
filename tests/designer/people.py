"""One person in front of the designer."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    FloatRect,
    Locator,
    Page,
    Route,
    expect,
)

from tests.chromium import PATIENCE_MS, without_tour
from tests.collaboration.conformance.site import Site
from tests.fetching import DRAWN, Fetching, elsewhere_than
from tests.processes import ROOT
from tests.servers import wait_until

AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TAKES_TEXT = """() => document.activeElement?.matches('input, textarea, [contenteditable=true]')
  ?? false"""
# Colours that fade in are neither their own nor those of the ground.
STILL = """() => document.getAnimations().every((each) => each.playState !== 'running'
  || each.effect?.getComputedTiming().endTime === Infinity)"""
WIDE = {"width": 1440, "height": 900}
OPENED = re.compile("^(saved|view only)$")
LAST_PART = "/tidy-"  # of those that the designer fetches once it stands
# A server that was killed, or that refuses on purpose, is no mistake of the page.
EXPECTED = re.compile(r"WebSocket|ERR_CONNECTION|Failed to load resource|ERR_NETWORK")


class Desk:
    """A browser of one person; notes what went wrong in the page, and requests to elsewhere."""

    def __init__(
        self,
        browser: Browser,
        site: Site,
        workflow: str,
        person: str,
        options: dict[str, Any],
        port: int | None = None,
    ) -> None:
        self.origin = f"http://127.0.0.1:{port or site.port}"
        self.mistakes: list[str] = []
        self.strayed: list[str] = []
        sees_tour = options.pop("sees_tour", False)
        self.context = browser.new_context(**{"viewport": WIDE, **options})
        if not sees_tour:
            without_tour(self.context)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        session = site.team.people[person].session
        cookie = {"name": "orchestrator_session", "value": session, "url": self.origin}
        self.context.add_cookies([cookie])  # type: ignore[list-item]
        self.address = f"{self.origin}/workflows/{workflow}/design"
        self.come()

    def come(self) -> None:
        """Open the page, as on any other day in the same browser."""
        self.page: Page = self.context.new_page()
        self.fetching = Fetching(self.page)
        self.page.set_default_timeout(PATIENCE_MS)
        self._watch()
        self.page.goto(self.address)
        expect(self.page.get_by_text(OPENED).first).to_be_visible()

    def _watch(self) -> None:
        self.page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        self.page.on("dialog", lambda dialog: self.mistakes.append(dialog.message))
        self.page.on("console", self._note)
        self.page.route(elsewhere_than(self.origin), self._stop)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.mistakes.append(message.text)

    def _stop(self, route: Route) -> None:
        self.strayed.append(route.request.url)
        route.abort()

    def leave(self) -> None:
        self.context.close()

    # --- what a person sees

    def task(self, name: str) -> Locator:
        """The name of a task on the canvas; what follows in its label is told by the kind."""
        return self.page.locator("[data-node]").filter(has_text=re.compile(rf"^{re.escape(name)}$"))

    def sees(self, *names: str) -> None:
        for name in names:
            expect(self.task(name)).to_be_visible()

    def sees_no(self, name: str) -> None:
        expect(self.task(name)).to_have_count(0)

    def is_told(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def needs_nothing_more(self) -> None:
        """Every part of the page is fetched: it can do without its server from now on."""
        self.fetching.wait_until_over(after=LAST_PART)

    def is_saved(self) -> None:
        expect(self.page.get_by_text("saved", exact=True)).to_be_visible()

    @property
    def prompt(self) -> Locator:
        return self.page.get_by_role("textbox", name="Prompt")

    def prompt_says(self, text: str) -> None:
        """Without the names at others' carets; the field is there once its editor is fetched."""
        read = "box => { const copy = box.cloneNode(true); copy.querySelectorAll('.cm-caret')"
        read += ".forEach(each => each.remove()); return copy.textContent; }"
        self.page.wait_for_function(
            f"text => {{ const box = document.querySelector('[aria-label=Prompt]');"
            f" return box !== null && ({read})(box) === text; }}",
            arg=text,
        )

    def place_of(self, what: Locator) -> FloatRect:
        """Where it stands once the canvas has come to rest."""
        seen: list[FloatRect | None] = [None]

        def rests() -> bool:
            self.page.evaluate(DRAWN)
            seen.append(what.bounding_box())
            return seen[-1] is not None and seen[-1] == seen[-2]

        expect(self.page.locator(".react-flow__node").first).to_be_visible()
        wait_until(rests, "the canvas to rest")
        assert seen[-1] is not None
        return seen[-1]

    # --- what a person does

    def types(self, text: str) -> None:
        """Into the field that a key has opened, once it has the focus."""
        self.page.wait_for_function(TAKES_TEXT)
        self.page.keyboard.type(text)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def add_from_palette(self, title: str) -> None:
        palette = self.page.get_by_role("navigation", name="Tasks to add")
        palette.get_by_role("button", name=title, exact=True).click()

    def select(self, name: str) -> None:
        self.task(name).click()

    def rename(self, old: str, new: str) -> None:
        self.task(old).press("F2")
        field = self.page.get_by_role("textbox", name="Name", exact=True).first
        field.fill(new)
        field.press("Enter")

    def type_at_the_end(self, text: str) -> None:
        self.prompt.focus()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(text)

    def violations(self) -> list[str]:
        """What axe finds wrong with the page as it is."""
        if not self.page.evaluate("'axe' in window"):
            # As an extension would: the page's own policy refuses scripts from elsewhere.
            self.page.evaluate(AXE.read_text())
        self.page.wait_for_function(STILL)
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules}).then(({violations}) => violations.map("
            "({id, nodes}) => id + ': ' + nodes.map(({target}) => target.join(' ')).join(', ')))",
            RULES,
        )
        return [str(each) for each in found]
