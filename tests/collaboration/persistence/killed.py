"""
What a test has processes of its own do to a document, perhaps to die in the middle of it.

    python -m tests.collaboration.persistence.killed SLUG make append@append.before_commit look …

Each action is a process: forked, so that only the first has to load the product.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

from workflows import crashpoints

KILLED = 137

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orchestrator_site.settings")


def make(slug: str) -> None:
    """A document at number 4 with three updates in its tail, and a checkpoint of number 1."""
    from collaboration.checkpoints.keeping import keep_by_hand
    from tests.rest.world import DOCUMENT, person, team
    from workflows.services.workflows import create_workflow

    one = team(slug)
    ada = person(f"ada-{slug}", one)
    workflow = create_workflow(user=ada, team_id=one.public_id, document=DOCUMENT, slug=slug)
    keep_by_hand(user=ada, workflow_id=workflow.public_id)
    for name in ("B", "C", "D"):
        _patch(workflow, ada, name)


def make_row(slug: str) -> None:
    """A draft that is a row, at revision 1."""
    from tests.rest.world import DOCUMENT, person, team
    from workflows.drafts import RowDrafts
    from workflows.models import Workflow

    one = team(slug)
    ada = person(f"ada-{slug}", one)
    workflow = Workflow.objects.create(team=one, slug=slug, name=slug)
    RowDrafts().create(workflow, {**DOCUMENT, "name": "Row"}, by=ada)


def append(slug: str) -> None:
    """Two live edits, in one transaction."""
    from collaboration.persistence.log import append as append_to_log
    from collaboration.persistence.log import find_document
    from tests.collaboration.store import Writer, appending, entry

    workflow, ada = _workflow(slug)
    writer, other = Writer(21), Writer(22)
    entries = entry(writer.set("x_one", 1), ada), entry(other.set("x_two", 2), ada)
    append_to_log([appending(find_document(workflow), *entries)])


def patch(slug: str) -> None:
    workflow, ada = _workflow(slug)
    _patch(workflow, ada, "E")


def compact(slug: str) -> None:
    from collaboration.persistence.log import compact as compact_log
    from collaboration.persistence.log import find_document

    compact_log(find_document(_workflow(slug)[0]).pk)


def restore(slug: str) -> None:
    from collaboration.checkpoints.restoring import restore_checkpoint
    from collaboration.models import Checkpoint

    workflow, ada = _workflow(slug)
    first = Checkpoint.objects.get(document__workflow=workflow, reason="manual")
    restore_checkpoint(user=ada, checkpoint_id=first.public_id)


def move(slug: str) -> None:
    from collaboration.persistence.log import find_document

    find_document(_workflow(slug)[0])


def look(slug: str) -> None:
    """Print what is stored; fails where it contradicts itself."""
    from collaboration.models import Checkpoint, DocumentUpdate, SharedDocument
    from collaboration.persistence.log import load_state, open_document
    from collaboration.sync.projection import project
    from workflows.definition.canonical import canonical_text
    from workflows.models import Draft

    workflow, _ = _workflow(slug)
    draft = Draft.objects.get(workflow=workflow)
    found: dict[str, Any] = {"name": json.loads(draft.document)["name"], "row": draft.revision}
    for document in SharedDocument.objects.filter(workflow=workflow):
        state = load_state(document.pk)
        says = project(open_document(state))
        tail = DocumentUpdate.objects.filter(document=document)
        assert document.tail_count == len(state.tail) == tail.count()
        assert document.tail_bytes == sum(map(len, state.tail))
        assert draft.revision <= state.number
        if draft.revision == state.number:
            assert draft.document == canonical_text(says)
        told = sum(document.changes.values_list("count", flat=True))
        found |= {
            "number": state.number,
            "tail": len(state.tail),
            "told": told + len(state.tail),
            "checkpoints": Checkpoint.objects.filter(document=document).count(),
            "one": says.get("x_one"),
            "two": says.get("x_two"),
            "name": says["name"],
        }
    print(json.dumps(found))


def _workflow(slug: str) -> Any:
    from workflows.models import User, Workflow

    return Workflow.objects.get(slug=slug), User.objects.get(username=f"ada-{slug}")


def _patch(workflow: Any, user: Any, name: str) -> None:
    from workflows.drafts import drafts, read_operations

    operations = read_operations([{"op": "replace", "path": "/name", "value": name}], most=1)
    drafts().apply(workflow, operations, by=user, expected=None)


ACTIONS: dict[str, Callable[[str], None]] = {
    each.__name__: each for each in (make, make_row, append, patch, compact, restore, move, look)
}


def act(slug: str, action: str, crash_at: str) -> None:
    """In a process of its own, which has no connection yet; it ends there at once."""
    os.environ[crashpoints.VARIABLE] = crash_at
    importlib.reload(crashpoints)  # it reads the environment once
    try:
        ACTIONS[action](slug)
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def run(slug: str, steps: list[str]) -> int:
    """The exit code of the first process that ended otherwise than it was told to, or 0."""
    for step in steps:
        action, _, crash_at = step.partition("@")
        if (process := os.fork()) == 0:
            act(slug, action, crash_at)
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        if code != (KILLED if crash_at else 0):
            print(f"{step} ended with {code}", file=sys.stderr)
            return code or 1
    return 0


if __name__ == "__main__":
    import django

    django.setup()
    sys.exit(run(sys.argv[1], sys.argv[2:]))
