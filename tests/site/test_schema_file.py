"""docs/openapi.yaml is what the product serves."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

from tests.processes import ROOT


def test_the_file_is_what_make_schema_writes_now(tmp_path: Path) -> None:
    fresh = tmp_path / "openapi.yaml"

    call_command("spectacular", file=str(fresh))

    kept = ROOT / "docs" / "openapi.yaml"
    assert fresh.read_text() == kept.read_text(), "run `make schema`"
