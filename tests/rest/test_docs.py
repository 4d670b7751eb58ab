"""The page in docs says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from collaboration.errors import SyncRefused
from tests.rest.test_requests import leaves
from workflows.access import ROLE_CAPABILITIES, SCOPE_CAPABILITIES, Capability
from workflows.errors import OrchestratorError, TaskFailure
from workflows.models import Role
from workflows.rest.problems import DRF_CODES
from workflows.rest.refusals import Refused

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
CODES = set(re.findall(r"`([a-z_]+)`", PAGE))


def test_every_code_that_a_client_may_meet_is_on_the_page() -> None:
    # A task's failure is part of its attempt, and a refused frame ends a socket: no answers.
    others = (TaskFailure, SyncRefused)
    answers = [kind for kind in leaves(OrchestratorError) if not issubclass(kind, others)]
    raised = {kind.code for kind in answers} - {OrchestratorError.code, Refused.code}

    assert raised <= CODES
    assert set(DRF_CODES.values()) - {"not_acceptable"} <= CODES


def test_the_table_of_capabilities_is_the_one_that_is_checked() -> None:
    rows = {
        cells[1].strip(" `"): [cell.strip() for cell in cells[3:7]]
        for cells in (line.split("|") for line in PAGE.splitlines())
        if len(cells) == 8 and cells[1].strip(" `") in set(Capability)
    }

    assert set(rows) == set(Capability)
    for name, (*roles, scope) in rows.items():
        for role, mark in zip((Role.VIEWER, Role.EDITOR, Role.OWNER), roles, strict=True):
            assert (mark == "✓") == (name in ROLE_CAPABILITIES[role]), (name, role)
        assert name in SCOPE_CAPABILITIES[scope.strip("`")]
