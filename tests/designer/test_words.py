"""What the designer says where one looks: names in expressions, comments, versions, reasons."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.test_running import SHOUTING

pytestmark = pytest.mark.acceptance

CHOOSING: dict[str, Any] = {
    **SHOUTING,
    "tasks": {
        "shout_k3x9": {**SHOUTING["tasks"]["shout"], "name": "Shout aloud"},
        "tell_p2m4": {
            "kind": "transform",
            "name": "Tell",
            "value": {"said": "no"},
            "depends_on": ["shout_k3x9"],
            "position": [300, 0],
        },
    },
}


def test_every_field_completes_what_an_expression_can_name(open_site: Site, sit: Sit) -> None:
    one = sit(open_site, open_site.workflow(CHOOSING), "editor0")
    one.select("Tell")
    value = one.page.get_by_role("textbox", name="Value")
    value.fill("")
    names = one.page.get_by_role("listbox", name="Names")

    value.press_sequentially('{"said": "{{ alou')
    expect(names.get_by_role("option")).to_have_text(["Shout aloudshout_k3x9"])
    value.press("Enter")
    value.press_sequentially('"}')
    expect(value).to_have_value('{"said": "{{ tasks.shout_k3x9.output }}"}')
    expect(names).to_have_count(0)

    one.page.get_by_text("Conditions, retries, limits").click()
    when = one.page.get_by_role("textbox", name="When")
    when.press_sequentially("inp")
    names.get_by_role("option", name="inputs.word").click()
    expect(when).to_have_value("inputs.word")
    assert one.violations() == []


def test_a_card_shows_what_is_said_about_its_task_and_leads_there(
    open_site: Site, sit: Sit
) -> None:
    workflow = open_site.workflow(SHOUTING)
    one, other = sit(open_site, workflow, "editor0"), sit(open_site, workflow, "editor1")
    one.button("Comments").click()
    expect(one.page.get_by_role("textbox", name="Comment on the whole workflow")).to_be_visible()
    one.select("Tell")
    field = one.page.get_by_role("textbox", name="Comment on Tell")
    field.fill("Louder, please.")
    one.button("Send").first.click()

    mark = other.button("1 open comment, 1 new")
    mark.click()
    expect(other.page.get_by_text("Louder, please.")).to_be_visible()
    expect(mark).to_have_count(0)  # seen
    expect(other.button("1 open comment")).to_be_visible()
    other.button("Resolve").click()
    expect(one.button("1 open comment")).to_have_count(0)
