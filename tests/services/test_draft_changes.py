"""Which tasks of a draft do something else than they did in an earlier execution."""

from __future__ import annotations

from time import process_time
from typing import Any

from tests.engine.documents import document, map_of, transform
from workflows.conf import config
from workflows.definition.canonical import canonical_text
from workflows.definition.parse import load_document
from workflows.planning.plan import compile_plan
from workflows.services.draft_changes import changed_with_all_after


def changed(before: dict[str, Any], draft: dict[str, Any]) -> set[str]:
    plan = compile_plan(load_document(draft, limits=config().limits))
    return changed_with_all_after(canonical_text(before), draft, plan)


def test_what_left_a_container_changes_it() -> None:
    def raw(**fields: str) -> dict[str, Any]:
        return document(each=map_of([1]), one=transform(parent="each"), other=transform(**fields))

    assert changed(raw(parent="each"), raw()) == {"each", "other"}
    assert changed(raw(), raw()) == set()


def test_many_tasks_are_compared_in_time() -> None:
    raw = document() | {"tasks": {f"t{number}": transform(number) for number in range(20_000)}}
    begun = process_time()

    assert changed(raw, raw) == set()
    assert process_time() - begun < 10
