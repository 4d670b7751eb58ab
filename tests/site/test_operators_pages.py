"""What the pages for operators name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestrator_site.metrics import AppsCollector
from tests.processes import ROOT

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
    found = AppsCollector().collect()
    families = {f"{each.name}_total" if each.type == "counter" else each.name for each in found}

    assert set(re.findall(r"`(orchestrator_[a-z_]+)`", OPERATIONS)) == families


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_that_is_explained_can_be_met(code: str) -> None:
    assert f'"{code}"' in SOURCE


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    for target in re.findall(r"\]\((?!http)([^)#]+)", text):
        assert (page.parent / target).is_file(), target
