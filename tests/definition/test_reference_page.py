from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.definition.documents import LIMITS, Raw, problems_of
from workflows.definition.fields import DOCUMENT_FIELDS, SETTINGS, TASK_FIELDS
from workflows.definition.kinds import KINDS
from workflows.definition.parse import read_text
from workflows.definition.priorities import NAMES, SYNONYMS

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "workflow-document.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
INPUTS = {"type": "object", "properties": {"topic": {}, "user_id": {}}}


def whole(example: str) -> Raw:
    """The example, with a head where it shows tasks only."""
    return {"schema": 1, "name": "Example", "inputs": INPUTS, **read_text(example, limits=LIMITS)}


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_have_nothing_but_hints(example: str) -> None:
    assert {each.severity for each in problems_of(whole(example))} <= {"hint"}


def test_every_kind_has_an_example() -> None:
    shown = {task["kind"] for example in EXAMPLES for task in whole(example)["tasks"].values()}

    assert shown == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_setting_of_a_kind_is_explained(kind: str) -> None:
    section = TEXT.split(f"### `{kind}`\n")[1].split("\n### ")[0].split("\n## ")[0]

    for field in KINDS[kind].fields:
        inner = field.schema.get("properties")
        for name in [f"{field.name}.{key}" for key in inner] if inner else [field.name]:
            assert f"`{name}`" in section


def test_every_field_around_is_explained() -> None:
    nested = {
        *(f"retry.{name}" for name in TASK_FIELDS["retry"]["properties"]),
        *(f"concurrency.{name}" for name in SETTINGS["properties"]["concurrency"]["properties"]),
        "cache.ttl_s",
        "budget.usd",
    }
    plain = {*DOCUMENT_FIELDS, *TASK_FIELDS, *SETTINGS["properties"]} - {
        "cache", "budget", "concurrency",
    }  # fmt: skip

    assert [name for name in sorted(plain | nested) if f"`{name}`" not in TEXT] == []


@pytest.mark.parametrize("name", [*NAMES, *SYNONYMS])
def test_every_name_of_a_priority_is_explained(name: str) -> None:
    assert f"`{name}`" in TEXT
