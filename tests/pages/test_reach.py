"""The pages for every eye and for the keyboard alone: axe in both themes, rows by keys."""

from __future__ import annotations

from tests.designer.people import AXE, RULES
from tests.pages.conftest import Visiting
from tests.pages.documents import asking, failing, working
from tests.pages.product import Visit

LISTS = ["/", "/?search=nothing", "/executions", "/approvals", "/agents", "/team", "/tokens"]
VIOLATIONS = """(rules) => axe.run(document, {runOnly: rules}).then((result) => result.violations
  .map(({id, nodes}) => `${id}: ${nodes.map(({target}) => target).join(' ')}`))"""


SETTLED = """() => document.getAnimations().every((each) => each.playState === 'finished'
  || !(each instanceof CSSTransition))"""
CONTRAST = {"type": "rule", "values": ["color-contrast"]}


def full_pages(here: Visit) -> list[str]:
    workflow = here.make(working())
    done, failed = here.run(workflow), here.run(here.make(failing()))
    waiting = here.run(here.make(asking()))
    run = f"/executions/{failed}?task=divide"
    return [
        f"/workflows/{workflow}",
        f"/executions/{waiting}",
        f"/executions/compare?a={done}&b={failed}",
        f"/executions/compare?a={done}",
        *(f"{run}&tab={tab}" for tab in ("graph", "timeline", "data", "events", "logs")),
    ]


def test_axe_finds_nothing_on_any_page(visit: Visiting) -> None:
    with visit() as here:
        here.page.emulate_media(reduced_motion="reduce")  # colours on their way are neither
        here.open("/")
        found = {}
        for path in [*LISTS, *full_pages(here)]:
            here.open(path)
            here.page.evaluate(AXE.read_text())
            found[path] = here.page.evaluate(VIOLATIONS, RULES)
            here.page.emulate_media(color_scheme="dark")  # turns nothing but the colours
            here.page.wait_for_function(SETTLED)
            found[f"{path} in the dark"] = here.page.evaluate(VIOLATIONS, CONTRAST)
            here.page.emulate_media(color_scheme="light")

        assert {path: each for path, each in found.items() if each} == {}


def test_lists_are_walked_by_keys_and_opened_from_there(visit: Visiting) -> None:
    with visit() as here:
        page = here.page
        here.open("/")
        execution = here.run(here.make(working("Walked to")))
        here.open("/executions")
        page.get_by_role("region", name="Executions").get_by_role("link").first.focus()
        page.keyboard.press("j")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("k")
        page.keyboard.press("Home")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/executions/{execution}")

        page.get_by_role("link", name="Skip to the content").focus()
        page.keyboard.press("Enter")
        page.locator("#main:focus").wait_for()


def test_the_rail_leads_everywhere_and_its_menu_turns_the_colours(visit: Visiting) -> None:
    with visit() as here:
        page = here.page
        here.open("/")
        for name in ("Executions", "Approvals", "Agents", "Team", "Tokens", "Workflows"):
            page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).last.click()
            page.get_by_role("heading", level=1).first.wait_for()
        page.get_by_role("button", name="admin").click()
        page.get_by_role("menuitem", name="Dark colours").click()
        page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
        assert here.mistakes == []
