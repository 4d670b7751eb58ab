"""What is photographed: pages and parts of them that look the same whenever they are drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.collaboration.conformance.site import Site
from tests.designer.people import Desk
from tests.servers import wait_until

# What would be drawn one way here and another way there is switched off.
BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
]
LOOK = {
    "viewport": {"width": 1200, "height": 700},
    "device_scale_factor": 1,
    "reduced_motion": "reduce",
    "locale": "en-GB",
    "timezone_id": "UTC",
}
KINDS: Mapping[str, Any] = {
    "agent": {"agent": "researcher", "input": {"prompt": "Say hello"}},
    "function": {"function": "text.upper", "arguments": {"text": "hello"}},
    "http": {"request": {"method": "GET", "url": "https://example.com/"}},
    "transform": {"value": 1},
    "branch": {"cases": [{"name": "yes", "when": "true"}]},
    "approval": {"assignees": ["role:editor"]},
    "wait": {"duration_s": 1},
    "workflow": {"workflow": "another"},
}
STATES = ("done", "failed", "waiting", "skipped", "queued")


def all_kinds() -> dict[str, Any]:
    """A card of each kind; one is switched off, two stand in a container, a note is beside them."""
    tasks: dict[str, Any] = {
        kind: {"kind": kind, "name": f"The {kind}", "position": place(at, 4), **settings}
        for at, (kind, settings) in enumerate(KINDS.items())
    }
    tasks["transform"]["disabled"] = True
    tasks["function"]["depends_on"] = ["agent"]
    for at, (kind, setting) in enumerate({"map": "over", "loop": "until"}.items()):
        container = {"kind": kind, setting: "true", "position": [at * 512, 400]}
        inner = {"kind": "transform", "value": 1, "parent": kind, "position": [24, 64]}
        tasks |= {kind: container, f"in_{kind}": inner}
    notes = {"about": {"text": "Everything there is, once.", "position": [256, 400]}}
    return {"schema": 1, "name": "All kinds", "tasks": tasks, "notes": notes}


def all_states() -> dict[str, Any]:
    """A run of it rests with a task in each state that lasts."""
    number = {"kind": "transform", "value": 1}
    bad = {"text": "a,b\n1,2,3"}
    tasks: dict[str, Any] = {
        "done": number,
        "failed": {"kind": "function", "function": "csv.parse", "arguments": bad},
        "waiting": {"kind": "approval", "assignees": ["role:editor"]},
        "skipped": {**number, "depends_on": ["failed"]},
        "queued": {**number, "depends_on": ["waiting"]},
    }
    named = {
        state: {**task, "name": f"Is {state}", "position": place(at, 3)}
        for at, (state, task) in enumerate(tasks.items())
    }
    settings = {"on_failure": "finish"}
    return {"schema": 1, "name": "All states", "settings": settings, "tasks": named}


def place(at: int, columns: int) -> list[int]:
    return [at % columns * 256, at // columns * 200]


@dataclass(frozen=True, slots=True)
class Shot:
    """
    Args:
        show: brings onto the page what is photographed.
        is_canvas: only the canvas; what stands around it tells of times and of people.
    """

    document: Mapping[str, Any] | None
    scheme: str
    show: Callable[[Desk], None]
    is_canvas: bool = True

    def take(self, browser: Browser, site: Site) -> bytes:
        options = {**LOOK, "color_scheme": self.scheme}
        desk = Desk(browser, site, site.workflow(self.document), "editor0", options)
        self.show(desk)
        desk.page.mouse.move(1, 1)
        desk.fetching.wait_until_over()
        desk.page.evaluate("document.fonts.ready")
        picture = at_rest(desk.page.locator("main") if self.is_canvas else desk.page)
        desk.leave()
        return picture


def at_rest(what: Locator | Page) -> bytes:
    """Its picture, once it is the same twice."""
    seen = [b""]

    def rests() -> bool:
        seen.append(what.screenshot(animations="disabled", caret="hide"))
        return seen[-1] == seen[-2]

    wait_until(rests, "a page that rests")
    return seen[-1]


def show_kinds(desk: Desk) -> None:
    expect(desk.page.locator("[data-node]")).to_have_count(len(all_kinds()["tasks"]))
    # The signs at the cards come with what the server says of the draft.
    expect(desk.page.get_by_role("button", name=re.compile("^[0-9]+ problems?$"))).to_be_visible()
    fit(desk)


def show_states(desk: Desk) -> None:
    desk.button("Run").click()
    for state in STATES:
        card = desk.page.locator("article").filter(has=desk.task(f"Is {state}"))
        expect(card).to_have_attribute("data-look", state)
    desk.button("Close the panel").click()
    expect(desk.button("Close the panel")).to_have_count(0)
    fit(desk)


# By then the canvas knows how large it is.
TWO_FRAMES = """() => new Promise((drawn) =>
  requestAnimationFrame(() => requestAnimationFrame(() => drawn(null))))"""


def fit(desk: Desk) -> None:
    """Everything in sight."""
    desk.page.evaluate(TWO_FRAMES)
    desk.page.get_by_role("application", name="Workflow graph").press("Shift+Digit1")


def no_executions(desk: Desk) -> None:
    go(desk, "/executions", "Executions")


def no_approvals(desk: Desk) -> None:
    go(desk, "/approvals", "Nothing waits for you")


def go(desk: Desk, path: str, heading: str) -> None:
    desk.page.goto(f"{desk.origin}{path}")
    expect(desk.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()


# The empty lists come first: the others run something.
SHOTS: Mapping[str, Shot] = {
    "no-executions": Shot(None, "dark", no_executions, is_canvas=False),
    "no-approvals": Shot(None, "light", no_approvals, is_canvas=False),
    "kinds-light": Shot(all_kinds(), "light", show_kinds),
    "kinds-dark": Shot(all_kinds(), "dark", show_kinds),
    "states-light": Shot(all_states(), "light", show_states),
    "states-dark": Shot(all_states(), "dark", show_states),
}
