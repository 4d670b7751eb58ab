"""Reads a document from its log, finds what is wrong with it, and renews its draft row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collaboration.errors import DocumentGone
from collaboration.models import SharedDocument
from collaboration.persistence.log import load_state, open_document, store_projection
from collaboration.sync.edges import Edge
from collaboration.sync.projection import dangling_edges, project
from workflows.conf import config
from workflows.definition.json_types import JsonObject
from workflows.definition.validate import validate_document
from workflows.errors import Problem
from workflows.services.catalogue import catalogue_of

MOST_TOLD = 1_000  # each participant is sent all of them after each pause in the edits
_BY_WEIGHT = {"error": 0, "warning": 1, "hint": 2}


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, and in which number of the log."""

    number: int
    problems: list[JsonObject]


def look_for_problems(document_id: int) -> Look:
    """
    Problems of the document as it is committed now; blocking.

    Raises:
        DocumentGone: the workflow was deleted.
    """
    stored = load_state(document_id)
    doc = open_document(stored)
    document = project(doc)
    found = [*problems_of(document_id, document), *map(dangling, dangling_edges(doc))]
    store_projection(document_id, stored.number, document)
    return Look(stored.number, [dict(problem.as_json()) for problem in bounded(found)])


def bounded(found: Sequence[Problem]) -> list[Problem]:
    """Those that are told, and how many more there are."""
    if len(found) <= MOST_TOLD:
        return list(found)
    gravest = sorted(found, key=lambda problem: _BY_WEIGHT[problem.severity])[:MOST_TOLD]
    more = len(found) - MOST_TOLD
    return [*gravest, Problem(
        "problems.more",
        f"There is more that is not shown: {more:,}.",
        "",
        severity="hint",
        fix="POST to the workflow's validate address lists all of them.",
    )]  # fmt: skip


def problems_of(document_id: int, document: JsonObject) -> list[Problem]:
    rows = SharedDocument.objects.select_related("workflow__team")
    row = rows.filter(pk=document_id).first()
    if row is None:
        raise DocumentGone
    catalogue = catalogue_of(row.workflow.team)
    return validate_document(document, limits=config().limits, catalogue=catalogue)


def dangling(edge: Edge) -> Problem:
    """A hint: what has no ends is in nobody's way, and is removed when somebody says so."""
    return Problem(
        "edge.dangling",
        f"The dependency {edge.id} has lost one of its tasks to an edit at the same time.",
        f"/edges/{edge.id.replace('~', '~0').replace('/', '~1')}",
        severity="hint",
        fix=f"Remove it: POST the id {edge.id} to document/prune.",
    )
