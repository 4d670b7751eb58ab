"""A shared document as its rows are, put together by pycrdt and described as the clients do."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import rfc8785
from pycrdt import Doc, Map

from tests.acceptance.databases import Database

ROOTS = ("meta", "workflow", "tasks", "edges", "notes", "groups")
DOCUMENT = """
SELECT id, number FROM collaboration_shareddocument WHERE workflow_id =
(SELECT id FROM workflows_workflow WHERE public_id = '{workflow}')
"""
# One statement sees one moment, also while somebody merges the tail into the snapshot.
CONTENT = """
SELECT 0 AS part, number, state AS content FROM collaboration_documentsnapshot
WHERE document_id = {document}
UNION ALL
SELECT 1, number, content FROM collaboration_documentupdate WHERE document_id = {document}
ORDER BY part, number
"""
Described = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """The snapshot and the updates after it, in order."""

    number: int
    updates: tuple[bytes, ...]

    @property
    def in_base64(self) -> list[str]:
        return [b64encode(update).decode() for update in self.updates]

    def load(self) -> Doc[Any]:
        """What pycrdt makes of it."""
        doc: Doc[Any] = Doc()
        roots = {name: doc.get(name, type=Map) for name in ROOTS}
        with doc.transaction():
            for update in self.updates:
                doc.apply_update(update)
        assert set(doc.keys()) == set(roots), "a root that nobody may make"
        return doc


def read_stored(database: Database, workflow: UUID) -> StoredDocument:
    """Raises AssertionError where the log has a gap."""
    [(document, _)] = database.rows(DOCUMENT.format(workflow=workflow.hex))
    rows = database.rows(CONTENT.format(document=document))
    snapshot, tail = _divide(rows)
    numbers = [number for number, _ in tail]
    first = snapshot[0] + 1
    assert numbers == list(range(first, first + len(tail))), f"gaps in {numbers} after {first - 1}"
    updates = [bytes(content) for _, content in [snapshot, *tail]]
    return StoredDocument(first + len(tail) - 1, tuple(update for update in updates if update))


def _divide(rows: Sequence[tuple[Any, ...]]) -> tuple[tuple[int, bytes], list[tuple[int, bytes]]]:
    snapshots = [(number, content) for part, number, content in rows if part == 0]
    snapshot = snapshots[0] if snapshots else (0, b"")
    tail = [(number, content) for part, number, content in rows if part == 1]
    # What was merged already may still stand there when the process died in between.
    return snapshot, [(number, content) for number, content in tail if number > snapshot[0]]


def describe(doc: Doc[Any]) -> Described:
    """Canonical JSON and state vector as `describe.mjs` gives them."""
    content = {name: doc.get(name, type=Map).to_py() or {} for name in ROOTS}
    return {
        "json": rfc8785.dumps(content).decode(),
        "vector": rfc8785.dumps(_state_vector(doc.get_state())).decode(),
    }


def _state_vector(data: bytes) -> dict[str, int]:
    """Clients and their clocks; var-ints, low seven bits first, as lib0 writes them."""
    numbers: list[int] = []
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(value)
            value = shift = 0
    count, *pairs = numbers
    assert len(pairs) == 2 * count
    return {str(client): clock for client, clock in zip(pairs[::2], pairs[1::2], strict=True)}
