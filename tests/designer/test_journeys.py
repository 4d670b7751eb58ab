"""Twelve journeys in a row, from signing in to restoring a draft, without any pointer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.acceptance.processes import output_of
from tests.collaboration.conformance.site import Site
from tests.designer.keyboard import Keyboard

pytestmark = pytest.mark.acceptance

PERSON = "editor5"
MOST_PRESSES = 90


def test_twelve_journeys_are_made_from_the_keyboard_alone(
    open_site: Site, chromium: Browser
) -> None:
    keys = Keyboard(chromium)
    home = f"http://127.0.0.1:{open_site.port}"

    sign_in(keys, home, link_for(open_site, PERSON))
    before = keys.presses
    take_a_template(keys)
    add_a_task(keys)
    connect_it(keys)
    edit_its_prompt(keys)
    fix_a_problem(keys)
    run_it(keys)
    assert keys.presses - before <= MOST_PRESSES, keys.presses - before
    read_an_output(keys)
    retry_from_a_task(keys)
    compare_both_runs(keys)
    write_a_comment(keys)
    restore_what_was(keys)

    assert keys.mistakes == []
    keys.leave()


def link_for(site: Site, person: str) -> str:
    printed = output_of(["sign_in_link", person], site.installation.environment)
    return printed.splitlines()[-1].rpartition("/sign-in/")[2]


def sign_in(keys: Keyboard, home: str, token: str) -> None:
    keys.open(f"{home}/sign-in/{token}")
    keys.has(keys.button("Sign in"))
    keys.press_and_load("Enter", "/$")
    keys.sees("Workflows")
    keys.tab_to(keys.link("Skip to the content"))


def take_a_template(keys: Keyboard) -> None:
    keys.press("Enter")
    keys.choose(keys.button("New workflow"))
    keys.choose(keys.button(re.compile("^Fetch, process, store")))
    keys.arrives("/design")
    keys.has(keys.card("Fetch records"))


def add_a_task(keys: Keyboard) -> None:
    """After the one that has the focus, and connected with it."""
    keys.ask("n", "Add a task")
    keys.write("labeller")
    keys.press("Enter")
    keys.has(keys.card("Frame labeller"))


def connect_it(keys: Keyboard) -> None:
    keys.ask("e", "Connect with")
    keys.write("store")
    keys.press("Enter")
    keys.has(keys.card("Frame labeller"))
    expect(keys.card("Frame labeller")).to_have_accessible_name(re.compile("1 in, 1 out"))


def edit_its_prompt(keys: Keyboard) -> None:
    keys.press("Enter")
    keys.tab_to(keys.box("Prompt"))
    keys.write("red {{inputs.x}}")
    keys.press("Escape")
    keys.has(keys.card("Frame labeller"))


def fix_a_problem(keys: Keyboard) -> None:
    expect(keys.button("1 problem")).to_be_visible()
    keys.ask("Control+k", "Commands, tasks, workflows, runs and people")
    keys.write("probl")
    keys.press("Enter")
    keys.has(keys.region("Problems").get_by_role("button", name=re.compile("^error")))
    keys.press("Enter")
    keys.has(keys.box("Prompt"))
    keys.press("Control+a")
    keys.write("red?")
    expect(keys.button("1 problem")).to_have_count(0)


def run_it(keys: Keyboard) -> None:
    keys.press("Control+Enter")
    keys.has(keys.first_field("Run the draft"))
    keys.choose(keys.box("least_score"))
    expect(keys.whole_card("Store with a receipt").get_by_text("done")).to_be_visible()


def read_an_output(keys: Keyboard) -> None:
    keys.has(keys.card("Frame labeller"))
    keys.press("Space")
    shown = keys.region("Task of the run")
    expect(shown).to_contain_text("disc on red")
    expect(shown).to_contain_text('"prompt": "red?"')


def retry_from_a_task(keys: Keyboard) -> None:
    keys.tab_to(keys.link("Whole run"))
    keys.press_and_load("Enter", "/executions/")
    first = keys.address
    keys.choose(keys.button("Run again…"))
    keys.choose(keys.button("Start"))
    keys.arrives(f"/executions/(?!{first.rpartition('/')[2]})")
    keys.sees("Retry of")


def compare_both_runs(keys: Keyboard) -> None:
    keys.choose(keys.link("compare"))
    keys.arrives("/executions/compare")
    keys.choose(keys.region("Tasks of both runs").get_by_role("button").first)
    keys.sees("the same in both")


def write_a_comment(keys: Keyboard) -> None:
    keys.tab_to(keys.region("After").get_by_role("link"), key="Shift+Tab")
    keys.press("Enter")
    keys.choose(keys.link("Open in the designer"))
    keys.arrives("/design")
    keys.has(keys.card("Fetch records"))
    keys.press("c")
    keys.has(keys.box("Comment on"))
    keys.write("Fetches fifty.")
    keys.press("Control+Enter")
    keys.sees("Fetches fifty.")
    keys.press("Escape")
    keys.has(keys.card("Fetch records"))


def restore_what_was(keys: Keyboard) -> None:
    keys.press("Control+s")
    keys.has(keys.box("Name this state"))
    keys.write("As it ran")
    keys.press("Enter")
    expect(keys.button(re.compile("^As it ran"))).to_be_visible()
    keys.press("Escape")
    keys.has(keys.card("Fetch records"))
    keys.press("Delete")
    expect(keys.card("Fetch records")).to_have_count(0)
    keys.ask("Control+k", "Commands, tasks, workflows, runs and people")
    keys.write("history")
    keys.press("Enter")
    keys.choose(keys.button(re.compile("^As it ran")))
    keys.choose(keys.button("Restore this"))
    expect(keys.card("Fetch records")).to_be_visible()
    keys.press("ArrowRight")
