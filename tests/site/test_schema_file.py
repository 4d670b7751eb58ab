"""docs/openapi.yaml is what the product serves, and the pages' types are made of it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.collaboration.node import node_program, what_is_missing
from tests.processes import ROOT

KEPT = ROOT / "docs" / "openapi.yaml"
API_TYPES = ROOT / "frontend" / "api-types"


def test_the_file_is_what_make_schema_writes_now(tmp_path: Path) -> None:
    fresh = tmp_path / "openapi.yaml"

    call_command("spectacular", file=str(fresh))

    assert fresh.read_text() == KEPT.read_text(), "run `make schema`"


def test_the_types_are_what_make_schema_writes_now(tmp_path: Path) -> None:
    if missing := what_is_missing(API_TYPES):
        assert os.environ.get("CI") != "true", missing  # there a skip would hide a broken set-up
        pytest.skip(missing)
    program = node_program()
    assert program is not None
    writer = API_TYPES / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    fresh = tmp_path / "schema.gen.ts"
    package = json.loads((API_TYPES / "package.json").read_text())
    _, *arguments, target = package["scripts"]["write"].split()

    subprocess.run(
        [program, str(writer), *arguments, str(fresh)],
        cwd=API_TYPES,
        capture_output=True,
        timeout=120,
        check=True,
    )

    assert fresh.read_text() == (API_TYPES / target).read_text(), "run `make schema`"
