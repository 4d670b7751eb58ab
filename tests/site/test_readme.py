"""The README promises only commands and files that there are."""

from __future__ import annotations

import re

import pytest
from django.core.management import get_commands

from tests.processes import ROOT
from workflows.definition.catalogue import Catalogue
from workflows.management.commands.validate_workflow import find_problems

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"manage\.py (\w+)", README))))
def test_each_command_it_names_is_there(name: str) -> None:
    assert name in get_commands()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\bmake ([a-z-]+)", README))))
def test_each_target_it_names_is_there(name: str) -> None:
    assert re.search(rf"^{name}:", (ROOT / "Makefile").read_text(), re.M)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README + CONTRIBUTING))))
def test_each_file_it_points_to_is_there(name: str) -> None:
    assert (ROOT / name).is_file()


def test_its_document_has_nothing_to_complain_about() -> None:
    (document,) = re.findall(r"```yaml\n(.*?)```", README, re.S)

    assert find_problems(document, Catalogue.unknown()) == []


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(tests/[\w/.]+)`", README))))
def test_each_test_it_refers_to_is_there(path: str) -> None:
    assert (ROOT / path).exists()
