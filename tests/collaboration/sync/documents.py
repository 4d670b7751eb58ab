"""Builders of shared documents, and two people who work on one without seeing each other."""

from __future__ import annotations

from typing import Any

from pycrdt import Doc

from collaboration.sync.projection import project
from collaboration.sync.roots import SharedDoc
from collaboration.sync.writing import declare_roots, new_doc, write_document
from workflows.definition.canonical import canonical_text

Raw = dict[str, Any]


def raw_of(tasks: Raw | None = None, **around: Any) -> Raw:
    return {"schema": 1, "name": "Orders", "tasks": tasks or {}, **around}


def agent(prompt: str = "", **fields: Any) -> Raw:
    return {"kind": "agent", "agent": "writer", "input": {"prompt": prompt}, **fields}


def doc_of(document: Raw, client_id: int = 1) -> SharedDoc:
    doc = new_doc(client_id)
    write_document(doc, document, generation=1)
    return doc


def replica_of(doc: SharedDoc, client_id: int | None = None) -> SharedDoc:
    """Another client that holds the same."""
    replica: SharedDoc = Doc(client_id=client_id)
    declare_roots(replica)
    replica.apply_update(doc.get_update())
    return replica


def merge(one: SharedDoc, other: SharedDoc) -> Raw:
    """What both project to, once they have heard of each other."""
    to_other = one.get_update(other.get_state())
    one.apply_update(other.get_update(one.get_state()))
    other.apply_update(to_other)
    assert canonical(project(one)) == canonical(project(other))
    return project(one)


def canonical(document: Raw) -> str:
    return canonical_text(document)
