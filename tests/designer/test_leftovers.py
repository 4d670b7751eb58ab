"""Edits that were not sent, of somebody who may only look now: kept, taken away, or thrown away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.lines import Line
from tests.designer.people import Desk
from tests.designer.test_together import ASKING, is_kept, keeps

pytestmark = pytest.mark.acceptance

TOLD = "1 change of your last visit never reached the server"


@pytest.fixture
def demoted(site: Site, sit: Sit) -> Iterator[Desk]:
    """Renamed a task without a connection, and was made a viewer before it came back."""
    with closing(Line(site.port)) as line:
        desk = sit(site, site.workflow(ASKING), "editor0", line.port)
        desk.needs_nothing_more()
        line.cut()
        desk.rename("Ask", "Ask anyway")
        desk.is_told("offline · 1 to send")
        is_kept(desk)
        desk.page.close()
        site.set_role("editor0", "viewer")
        line.mend()
        desk.come()
        yield desk


def decide(desk: Desk) -> Locator:
    """The dialogue about what is left over."""
    desk.is_told(TOLD)
    desk.button("Decide").click()
    dialog = desk.page.get_by_role("dialog", name="Changes that were not taken")
    expect(dialog.get_by_text("Ask anyway: name")).to_be_visible()
    return dialog


def test_they_can_be_taken_away_as_a_document_and_stay(demoted: Desk, tmp_path: Path) -> None:
    dialog = decide(demoted)

    dialog.get_by_role("button", name="Copy as a document").click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    with demoted.page.expect_download() as download:
        dialog.get_by_role("button", name="Save as a file").click()
    assert demoted.violations() == []
    dialog.get_by_role("button", name="Keep for later").click()

    expect(dialog).to_have_count(0)
    copied = demoted.page.evaluate("navigator.clipboard.readText()")
    download.value.save_as(tmp_path / "file.json")
    assert (tmp_path / "file.json").read_text() == copied
    names = {task["name"] for task in json.loads(copied)["tasks"].values()}
    assert names == {"Ask anyway", "Rest"}
    demoted.sees("Ask")
    demoted.page.close()
    demoted.come()
    demoted.is_told(TOLD)


def test_they_can_be_thrown_away_once_one_is_sure(demoted: Desk) -> None:
    dialog = decide(demoted)

    dialog.get_by_role("button", name="Discard").click()
    expect(dialog.get_by_text("1 change is gone for good then.")).to_be_visible()
    keeps(demoted, 1)
    dialog.get_by_role("button", name="Discard").click()

    demoted.is_told("1 change discarded.")
    keeps(demoted, 0)
    demoted.page.close()
    demoted.come()
    demoted.sees("Ask")
    expect(demoted.page.get_by_text(TOLD)).to_have_count(0)


def test_who_may_edit_again_learns_of_it_when_the_line_is_back(site: Site, sit: Sit) -> None:
    with closing(Line(site.port)) as line:
        desk = sit(site, site.workflow(ASKING), "editor0", line.port)
        site.set_role("editor0", "viewer")
        desk.is_told("view only")
        line.cut()
        desk.is_told("offline")

        site.set_role("editor0", "editor")
        line.mend()

        desk.is_saved()
        desk.rename("Ask", "Ask again")
        desk.is_saved()
        desk.sees("Ask again")


def test_a_viewer_takes_nothing_back_by_the_keys_of_undo(site: Site, sit: Sit) -> None:
    desk = sit(site, site.workflow(ASKING), "editor0")
    desk.rename("Ask", "Ask first")
    desk.is_saved()
    site.set_role("editor0", "viewer")
    desk.is_told("view only")

    desk.task("Ask first").press("Control+z")
    desk.select("Ask first")
    desk.prompt.press("Control+z")

    desk.sees("Ask first")
    desk.page.reload()
    desk.is_told("view only")
    desk.sees("Ask first")
