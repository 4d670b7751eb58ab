"""
The drafts port: every edit of a draft, by browser, REST, import, template or restore, passes here.

Live editing installs its own port at start-up; without it, drafts are rows.
"""

from __future__ import annotations

from workflows.definition.json_types import JsonObject
from workflows.drafts.operations import Operation, TestFailed, read_operations
from workflows.drafts.port import DraftPort, DraftState
from workflows.drafts.rows import RowDrafts, project
from workflows.models import Workflow

__all__ = [
    "DraftPort",
    "DraftState",
    "Operation",
    "RowDrafts",
    "TestFailed",
    "drafts",
    "freeze",
    "install_drafts",
    "project",
    "read_operations",
]

_installed: DraftPort = RowDrafts()


def install_drafts(port: DraftPort) -> None:
    """Replace whoever keeps the drafts, for the whole process; called once at start-up."""
    global _installed
    _installed = port


def drafts() -> DraftPort:
    return _installed


def freeze(workflow: Workflow) -> JsonObject:
    """The whole document as everybody's acknowledged edits have left it."""
    return _installed.read(workflow).document
