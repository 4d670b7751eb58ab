"""Two people in one document: each sees the other's work, and only takes back their own."""

from __future__ import annotations

import re
from functools import partial

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.collaboration.conformance.site import COLLABORATION, LEAVER, SIGNER, VIEWER, Site
from tests.designer.conftest import Sit
from tests.designer.people import Desk
from tests.servers import wait_until

pytestmark = pytest.mark.acceptance

# How many pages have left edits in this browser.
KEPT = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open('orchestrator');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const counting = opening.result.transaction('kept').objectStore('kept').count();
    counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
  };
})"""


def is_kept(desk: Desk) -> None:
    """What was edited is in the browser's own database; the page may be closed."""
    keeps(desk, 1)


def keeps(desk: Desk, pages: int) -> None:
    wait_until(lambda: bool(desk.page.evaluate(KEPT) == pages), f"{pages} pages' edits to be kept")


ASKING = {
    "schema": 1,
    "name": "Asking",
    "tasks": {
        "ask": {
            "kind": "agent",
            "agent": "researcher",
            "name": "Ask",
            "input": {"prompt": "Hello"},
            "position": [0, 0],
        },
        "wait": {
            "kind": "wait",
            "name": "Rest",
            "duration_s": 1,
            "depends_on": ["ask"],
            "position": [300, 0],
        },
    },
}


def test_two_people_build_one_graph(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow()
    one, other = sit(open_site, workflow, "editor0"), sit(open_site, workflow, "editor1")

    one.add_from_palette("Wait")
    other.sees("Wait")
    other.rename("Wait", "Take a rest")
    one.sees("Take a rest")
    one.select("Take a rest")
    one.add_from_palette("Transform")

    other.sees("Transform")
    expect(other.page.locator(".react-flow__edge")).to_have_count(1)
    path = f"/workflows/{workflow}/document"

    def stored() -> list[dict[str, object]]:
        return list(open_site.rest().get(path)["document"]["tasks"].values())

    names = ["Take a rest", "Transform"]
    wait_until(lambda: sorted(str(task["name"]) for task in stored()) == names, "both stored")
    assert [task.get("depends_on") for task in stored()].count(None) == 1


def test_both_may_type_in_one_prompt_and_see_each_other(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(ASKING)
    one, other = sit(open_site, workflow, "editor0"), sit(open_site, workflow, "editor1")
    one.select("Ask")
    other.select("Ask")

    one.type_at_the_end(", world")
    other.prompt_says("Hello, world")
    expect(other.page.get_by_text("editor0 is editing")).to_have_count(2)  # the field, the card
    expect(other.page.locator(".cm-caret")).to_have_text("editor0")
    other.prompt.focus()
    other.page.keyboard.press("Control+Home")
    other.page.keyboard.type("So: ")

    expect(one.prompt).to_contain_text("So: ")
    ask = partial(open_site.rest().get, f"/workflows/{workflow}/document")
    wait_until(
        lambda: ask()["document"]["tasks"]["ask"]["input"]["prompt"] == "So: Hello, world",
        "both texts to be stored",
    )


def test_undo_takes_back_only_what_i_did(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(ASKING)
    one, other = sit(open_site, workflow, "editor0"), sit(open_site, workflow, "editor1")
    one.rename("Ask", "Ask first")
    other.sees("Ask first")
    other.rename("Rest", "Sleep")
    one.sees("Sleep")

    one.task("Ask first").focus()
    one.page.keyboard.press("Control+z")

    other.sees("Ask", "Sleep")
    one.page.keyboard.press("Control+Shift+z")
    other.sees("Ask first", "Sleep")

    other.rename("Ask first", "Ask last")
    one.is_told(re.compile("^editor1 changed the name of a task to “Ask last”"))
    one.page.keyboard.press("Control+z")
    one.is_told("editor1 changed this since, so it stays as it is.")

    one.add_from_palette("Wait")
    other.rename("Wait", "Nap")
    one.sees("Nap")
    one.task("Nap").focus()
    one.page.keyboard.press("Control+z")
    one.is_told(re.compile("You made “Nap”, and editor1 worked on it since"))
    one.button("Keep it").click()
    other.sees("Ask last", "Nap")


def test_removing_a_task_and_taking_it_back_brings_its_edges_too(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(ASKING)
    one, other = sit(open_site, workflow, "editor0"), sit(open_site, workflow, "editor1")
    one.select("Ask")

    one.page.keyboard.press("Delete")
    other.sees_no("Ask")
    one.button("Undo").last.click()

    other.sees("Ask", "Rest")
    expect(other.page.locator(".react-flow__edge")).to_have_count(1)


def lose_the_server(site: Site, *desks: Desk) -> None:
    for desk in desks:
        desk.needs_nothing_more()
    site.kill()
    for desk in desks:
        desk.is_told(re.compile("^offline"))


def test_what_is_edited_while_the_server_is_away_arrives_when_it_is_back(
    site: Site, sit: Sit
) -> None:
    workflow = site.workflow(ASKING)
    one, other = sit(site, workflow, "editor0"), sit(site, workflow, "editor1")

    lose_the_server(site, one, other)
    one.rename("Ask", "Ask anyway")
    one.is_told("No connection.")
    other.rename("Rest", "Rest anyway")
    site.start()

    one.sees("Ask anyway", "Rest anyway")
    other.sees("Ask anyway", "Rest anyway")
    one.is_saved()
    other.is_saved()


def test_what_was_edited_offline_is_sent_at_the_next_visit_when_the_page_was_closed(
    site: Site, sit: Sit
) -> None:
    workflow = site.workflow(ASKING)
    one, other = sit(site, workflow, "editor0"), sit(site, workflow, "editor1")

    lose_the_server(site, one, other)
    one.rename("Ask", "Ask anyway")
    one.is_told(re.compile("^offline · "))
    is_kept(one)
    one.page.close()
    site.start()
    one.come()

    one.is_told("of your last visit had not reached the server")
    one.is_saved()
    other.sees("Ask anyway")
    one.page.close()
    one.come()
    one.sees("Ask anyway")
    expect(one.page.get_by_text("of your last visit")).to_have_count(0)


def test_what_the_server_refused_is_not_sent_at_every_visit(site: Site, sit: Sit) -> None:
    one = sit(site, site.workflow(ASKING), "editor0")
    one.select("Ask")
    lose_the_server(site, one)
    one.type_at_the_end(", and whatever else comes to mind, at great length")
    one.is_told(re.compile("^offline · "))

    site.installation.environment[f"{COLLABORATION}TEXT_CHARS"] = "20"
    site.start()
    one.is_told("cannot be taken")
    one.button("Load it again").click()
    one.is_saved()

    one.select("Ask")
    one.prompt_says("Hello")
    keeps(one, 0)


def test_who_signs_out_leaves_nothing_of_the_workflow_in_the_browser(site: Site, sit: Sit) -> None:
    one = sit(site, site.workflow(ASKING), SIGNER)
    lose_the_server(site, one)
    one.rename("Ask", "Ask anyway")
    one.is_told(re.compile("^offline · "))
    is_kept(one)
    one.page.close()
    site.start()
    one.page = one.context.new_page()
    one.page.goto(f"{one.origin}/team")
    keeps(one, 1)

    one.page.get_by_role("button", name=SIGNER).click()
    one.page.get_by_role("menuitem", name="Sign out").click()
    one.page.wait_for_url("**/sign-in")

    keeps(one, 0)


def test_a_viewer_looks_and_cannot_edit(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(ASKING)
    viewer = sit(open_site, workflow, VIEWER)

    viewer.select("Ask")

    expect(viewer.page.get_by_role("navigation", name="Tasks to add")).to_have_count(0)
    expect(viewer.button("Publish")).to_be_disabled()
    expect(viewer.prompt).to_have_attribute("aria-readonly", "true")
    viewer.page.keyboard.press("Delete")
    viewer.sees("Ask")


def test_somebody_who_may_no_longer_edit_is_told_so_kindly(site: Site, sit: Sit) -> None:
    workflow = site.workflow(ASKING)
    editor = sit(site, workflow, LEAVER)

    site.set_role(LEAVER, "viewer")

    editor.is_told("view only")
    expect(editor.button("Publish")).to_be_disabled()
    site.remove(LEAVER)
    expect(editor.page.get_by_role("alert")).to_be_visible()


def test_an_owner_ends_somebodys_session_and_they_come_back(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(ASKING)
    owner, editor = sit(open_site, workflow, "admin"), sit(open_site, workflow, "editor0")

    owner.button("Everybody here").click()
    owner.page.get_by_role("menuitem", name="End the session of editor0").click()

    alert = editor.page.get_by_role("alert")
    expect(alert.get_by_text("An owner of the team has ended your session here.")).to_be_visible()
    alert.get_by_role("button", name="Try again").click()
    editor.is_saved()


def test_people_see_each_others_pointers_and_selections(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(ASKING)
    one, other = sit(open_site, workflow, "editor0"), sit(open_site, workflow, "editor1")

    one.page.mouse.move(600, 300)
    one.page.mouse.move(620, 310)
    one.select("Ask")

    names = other.page.get_by_text("editor0", exact=True)
    expect(names.first).to_be_attached()
    expect(other.page.get_by_role("button", name="Follow editor0")).to_be_visible()
    other.page.get_by_role("button", name="Follow editor0").click()
    expect(one.page.get_by_text("1 following you")).to_be_visible()


@pytest.mark.parametrize(("code", "words"), [
    (4409, "The document was replaced as a whole."),
    (4426, "The product was updated."),
    (4428, "Too many people, or too many tabs of yours"),
])  # fmt: skip
def test_a_line_that_ended_for_good_says_why_and_what_to_do(
    open_site: Site, sit: Sit, code: int, words: str
) -> None:
    one = sit(open_site, open_site.workflow(ASKING), "editor0")
    lines: list[WebSocketRoute] = []

    def pass_on(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    one.page.route_web_socket(re.compile("/document"), pass_on)
    one.page.reload()
    one.is_saved()
    one.rename("Ask", "Ask later")
    one.is_saved()

    lines[-1].close(code=code, reason="as the test wants it")

    alert = one.page.get_by_role("alert")
    expect(alert.get_by_text(words)).to_be_visible()
    alert.get_by_role("button").click()
    one.is_saved()
    one.sees("Ask later")
