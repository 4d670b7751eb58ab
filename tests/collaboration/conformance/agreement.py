"""Whether all who hold a document hold the same one: clients, a newcomer, pycrdt and the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.collaboration.conformance.site import Site
from tests.collaboration.conformance.stored import StoredDocument, describe
from tests.collaboration.node import Node
from tests.servers import wait_until


def settle(node: Node, site: Site, workflow: str, names: Sequence[str]) -> dict[str, Any]:
    """
    What everybody agrees upon.

    Raises:
        AssertionError: somebody does not, with what differs.
    """
    agreed: dict[str, Any] = node.do("settle", names=list(names), ms=60_000)
    newcomer = f"newcomer of {workflow}"
    node.do("open", people=[site.account(workflow, "admin", name=newcomer)])
    assert node.do("describe", name=newcomer) == agreed, "a newcomer sees something else"
    node.do("close", names=[newcomer])
    check_stored(node, site.stored(workflow), agreed)
    return agreed


def check_stored(node: Node, stored: StoredDocument, agreed: dict[str, Any]) -> None:
    """The rows hold it, for Yjs and for pycrdt."""
    assert node.do("load", updates=stored.in_base64) == agreed, "the rows, read by Yjs, differ"
    by_pycrdt = describe(stored.load())
    assert by_pycrdt["json"] == agreed["json"], "the rows, read by pycrdt, differ"
    assert by_pycrdt["vector"] == agreed["vector"], "pycrdt knows of other edits"


def wait_for_stored_projection(site: Site, workflow: str) -> dict[str, Any]:
    """The draft as REST shows it, once the row is as new as the log."""
    number = site.stored(workflow).number
    shown: list[dict[str, Any]] = []

    def is_new() -> bool:
        answer = site.rest().request("GET", f"/workflows/{workflow}/document")
        answer.raise_for_status()
        shown[:] = [dict(answer.json())]
        return answer.headers["ETag"].strip('W/"') == str(number)

    wait_until(is_new, f"the draft to be at {number}")
    return shown[0]
