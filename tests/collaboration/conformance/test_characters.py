"""Invariant 1 where Yjs itself breaks it: edits inside a character of two UTF-16 units."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.collaboration.conformance.agreement import settle
from tests.collaboration.conformance.site import EDITORS, Site
from tests.collaboration.node import Node

pytestmark = pytest.mark.acceptance

ADA, BOB, CAROL = EDITORS[:3]
TEXT = "a🦀b"

# What the stock client does with a caret that an editor would never set.
PARTING: dict[str, tuple[str, dict[str, Any]]] = {
    "types inside": ("insert", {"at": 2, "text": "x"}),
    "erases the first half": ("erase", {"at": 1, "length": 1}),
    "erases the second half": ("erase", {"at": 2, "length": 2}),
}


@pytest.mark.parametrize("what", PARTING)
def test_who_parts_a_character_is_refused_and_everybody_else_agrees(
    node: Node, open_site: Site, what: str
) -> None:
    workflow = open_site.workflow()
    node.do("open", people=[open_site.account(workflow, person) for person in (ADA, BOB, CAROL)])
    node.do("addTask", name=ADA, id="crab", text=TEXT)
    node.do("settle", names=[ADA, BOB, CAROL])
    command, given = PARTING[what]

    node.do(command, name=BOB, task="crab", **given)

    refused = node.do("refused", name=BOB)
    assert refused["code"] == 4422
    assert "character" in refused["reason"]
    # Whole characters are welcome, before, behind and in place of it.
    node.do("insert", name=ADA, task="crab", at=3, text="🐙")
    node.do("erase", name=CAROL, task="crab", at=1, length=2)
    node.do("startAfresh", names=[BOB])
    node.do("sync", names=[BOB])
    agreed = settle(node, open_site, workflow, [ADA, BOB, CAROL])
    assert json.loads(agreed["json"])["tasks"]["crab"]["input.prompt"] == "a🐙b"
