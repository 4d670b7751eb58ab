"""What the pages for operators name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.processes import ROOT
from workflows.queries.metrics import collect

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
TROUBLESHOOTING = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
SOURCE = "".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "workflows").rglob("*.py"))
)
CODES = {
    code
    for row in re.findall(r"^\| (`[a-z].*?) \|", TROUBLESHOOTING, re.M)
    for code in re.findall(r"`([a-z_]+)`", row)
}


@pytest.mark.django_db
def test_every_metric_is_explained_and_none_is_invented() -> None:
    families = {
        f"{metric.name}_total" if metric.type == "counter" else metric.name for metric in collect()
    }

    assert set(re.findall(r"`(orchestrator_[a-z_]+)`", OPERATIONS)) == families


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_that_is_explained_can_be_met(code: str) -> None:
    assert f'"{code}"' in SOURCE


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    for target in re.findall(r"\]\((?!http)([^)#]+)", text):
        assert (page.parent / target).is_file(), target
