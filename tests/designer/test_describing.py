"""A workflow from a sentence: a model drafts it, a person looks at it and puts it in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.people import Desk
from workflows.conf import ModelsConfig
from workflows.definition.describing.question import DRAFTER
from workflows.providers.local_files import why_no_local_model

pytestmark = pytest.mark.acceptance

EMPTY: dict[str, Any] = {"schema": 1, "name": "Letters", "tasks": {}}
TEXT = "Find papers on a subject, extract their main claims, and write an overview."
STEPS = [
    {"instruction": "Gather papers on the subject.", "name": "Gather", "after": []},
    {"instruction": "Write an overview.", "name": "Write", "after": [1]},
]
# A small model on a busy machine writes about twenty tokens a second.
DRAFT_MS = 240_000


@dataclass(frozen=True)
class Drafter:
    """The team's agent that drafts, with a script instead of a model."""

    site: Site
    agent: str

    def does(self, **script: Any) -> None:
        body = {"settings": {"model": "scripted:x", "script": script}}
        answer = self.site.rest().request("PATCH", f"/agents/{self.agent}", json=body)
        answer.raise_for_status()


@pytest.fixture
def drafter(open_site: Site) -> Iterator[Drafter]:
    """Others of this installation may have drafted before, or will; theirs has a model again."""
    rest = open_site.rest()
    rest.post("/agents", {"name": "Drafter", "slug": DRAFTER})
    agents = rest.get("/agents", limit=500)["items"]
    agent = next(each["id"] for each in agents if each["slug"] == DRAFTER)
    yield Drafter(open_site, agent)
    rest.request("DELETE", f"/agents/{agent}").raise_for_status()


def shoot(desk: Desk, name: str) -> None:
    if folder := os.environ.get("DESCRIBE_SHOTS"):
        desk.page.screenshot(path=f"{folder}/{name}.png")


def describe(desk: Desk, text: str) -> Locator:
    dialog = desk.page.get_by_role("dialog", name="Describe a workflow")
    dialog.get_by_label("What should the workflow do?").fill(text)
    desk.page.keyboard.press("Control+Enter")
    return dialog


@pytest.mark.skipif(
    why_no_local_model(ModelsConfig()) is not None, reason=str(why_no_local_model(ModelsConfig()))
)
def test_the_local_model_drafts_what_is_put_in_as_one_step(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(EMPTY)
    desk = sit(open_site, workflow, "editor0")
    other = sit(open_site, workflow, "viewer")
    expect(other.page.get_by_text("There is nothing in this workflow yet.")).to_be_visible()
    expect(other.button("Describe it…")).to_have_count(0)

    shoot(desk, "empty")
    desk.button("Describe it…").click()
    shoot(desk, "asked")
    assert desk.violations() == []
    dialog = describe(desk, TEXT)
    expect(dialog.get_by_role("button", name="Stop")).to_be_focused()
    shoot(desk, "drafting")
    steps = dialog.get_by_role("list", name="Drafted steps").get_by_role("listitem")
    put = dialog.get_by_role("button", name="Put it in")
    expect(put).to_be_focused(timeout=DRAFT_MS)
    expect(steps.first).to_contain_text("begins at once")
    names = steps.locator("b").all_inner_texts()
    shoot(desk, "drafted")
    assert desk.violations() == []
    desk.page.keyboard.press("Enter")

    desk.sees(*names)
    other.sees(*names)
    expect(desk.page.get_by_role("button", name=re.compile("problem"))).to_have_count(0)
    shoot(desk, "put_in")
    desk.page.get_by_role("button", name="Undo", exact=True).first.click()
    for name in names:
        desk.sees_no(name)
    expect(desk.button("Describe it…")).to_be_visible()


def test_a_drafting_is_stopped_and_what_failed_keeps_the_words(
    open_site: Site, sit: Sit, drafter: Drafter
) -> None:
    drafter.does(hang=True)
    desk = sit(open_site, open_site.workflow(EMPTY), "editor0", color_scheme="dark")
    desk.page.keyboard.press("Control+k")
    desk.page.keyboard.type("Describe a workflow")
    desk.page.keyboard.press("Enter")

    dialog = describe(desk, TEXT)
    dialog.get_by_role("button", name="Stop").click()
    expect(dialog.get_by_role("alert")).to_contain_text("It was stopped")
    shoot(desk, "stopped")
    expect(dialog.get_by_role("textbox")).to_have_value(TEXT)
    expect(dialog.get_by_role("textbox")).to_be_focused()

    drafter.does(fail=9)
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog.get_by_role("alert")).to_contain_text("busy")
    shoot(desk, "failed")

    drafter.does(hang=True)
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog.get_by_role("button", name="Stop")).to_be_focused()
    desk.page.keyboard.press("Escape")
    desk.is_told("The drafting was stopped.")
    desk.page.set_viewport_size({"width": 390, "height": 800})
    shoot(desk, "narrow_empty")
    desk.button("Describe it…").click()
    expect(desk.page.get_by_role("dialog").get_by_role("textbox")).to_have_value(TEXT)

    drafter.does(answer={"steps": STEPS})
    desk.page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("list", name="Drafted steps")).to_contain_text("after “Gather”")
    shoot(desk, "narrow_drafted")
    assert desk.violations() == []
    dialog.get_by_role("button", name="Describe again").click()
    expect(dialog.get_by_role("textbox")).to_have_value(TEXT)
