"""Somebody with a keyboard and no pointer: counts what is pressed, and never loses the focus."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.chromium import PATIENCE_MS, without_tour

# Any pointer that touches the page is told of, whatever in a test moved it.
TRAP = """for (const name of ['pointerdown', 'mousedown', 'touchstart'])
  addEventListener(name, () => pointerUsed(name), true)"""
HAS_FOCUS = "() => ![null, document.body].includes(document.activeElement)"
MOST_TABS = 40


class Keyboard:
    """
    One page, reached by keys alone.

    Every press is counted, and after each the focus must be somewhere.
    """

    def __init__(self, browser: Browser) -> None:
        self.presses = 0
        self.mistakes: list[str] = []
        context = without_tour(browser.new_context(viewport={"width": 1440, "height": 900}))
        context.expose_function(
            "pointerUsed", lambda name: self.mistakes.append(f"{name} was used")
        )
        context.add_init_script(TRAP)
        self._page: Page = context.new_page()
        self._page.on("pageerror", lambda error: self.mistakes.append(str(error)))

    def leave(self) -> None:
        self._page.context.close()

    # --- what is pressed

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)
            self.presses += 1
            self._page.wait_for_function(HAS_FOCUS, timeout=PATIENCE_MS)

    def write(self, text: str) -> None:
        self._page.keyboard.type(text)
        self.presses += len(text)
        self._page.wait_for_function(HAS_FOCUS, timeout=PATIENCE_MS)

    def ask(self, key: str, list_of: str) -> None:
        """A key that opens a list, in which one goes on typing."""
        self.press(key)
        self.has(self._page.get_by_role("combobox", name=list_of))

    def tab_to(self, wanted: Locator, *, key: str = "Tab") -> None:
        """Walk on until this has the focus."""
        wanted.wait_for()
        for _ in range(MOST_TABS):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.press(key)
        raise AssertionError(f"{MOST_TABS} times {key} did not lead to {wanted}")

    def choose(self, wanted: Locator) -> None:
        self.tab_to(wanted)
        self.press("Enter")

    # --- what is opened and seen

    def open(self, address: str) -> None:
        self._page.goto(address)

    def press_and_load(self, key: str, pattern: str) -> None:
        """A page that is loaded anew has the focus nowhere until the next key."""
        self.presses += 1
        with self._page.expect_navigation(url=re.compile(pattern), timeout=PATIENCE_MS):
            self._page.keyboard.press(key)

    def arrives(self, pattern: str) -> None:
        self._page.wait_for_url(re.compile(pattern), timeout=PATIENCE_MS)

    @property
    def address(self) -> str:
        return self._page.url

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self._page.get_by_role("button", name=name, exact=True)

    def link(self, name: str | re.Pattern[str]) -> Locator:
        return self._page.get_by_role("link", name=name, exact=True)

    def region(self, name: str) -> Locator:
        return self._page.get_by_role("region", name=name)

    def box(self, name: str) -> Locator:
        return self._page.get_by_role("textbox", name=name)

    def first_field(self, dialogue: str) -> Locator:
        return self._page.get_by_role("dialog", name=dialogue).locator("input, select").first

    def card(self, name: str) -> Locator:
        """The name of a task on the canvas, which is what the keyboard lands on."""
        return self._page.locator("[data-node]").filter(has_text=re.compile(f"^{re.escape(name)}$"))

    def whole_card(self, name: str) -> Locator:
        return self._page.locator("article").filter(has=self.card(name))

    def sees(self, *words: str) -> None:
        for text in words:
            expect(self._page.get_by_text(text).first).to_be_visible(timeout=PATIENCE_MS)

    def has(self, wanted: Locator) -> None:
        """The focus is there."""
        expect(wanted).to_be_focused(timeout=PATIENCE_MS)
