from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.rest.world import DOCUMENT, person, team
from workflows.definition.canonical import canonical_text
from workflows.drafts import freeze
from workflows.errors import DocumentInvalid, NotFound
from workflows.examples import example_names
from workflows.models import AuditEntry, Workflow
from workflows.services.agents import create_agent
from workflows.services.exporting import document_text
from workflows.services.publishing import find_problems
from workflows.services.slugs import SlugTaken
from workflows.services.workflows import (
    change_workflow,
    create_from_example,
    create_workflow,
    duplicate_workflow,
    empty_document,
    import_workflow,
    read_document,
)

pytestmark = pytest.mark.django_db

LIST_FORM: dict[str, Any] = {
    "id": "wf-1",
    "name": "Data processing",
    "tasks": [
        {"id": "fetch-data", "name": "Fetch", "agentId": "fetcher", "dependencies": []},
        {"id": "report", "name": "Report", "agentId": "writer", "dependencies": ["fetch-data"]},
    ],
}


@pytest.fixture
def ada() -> Any:
    return person("ada", team("one"))


def team_id(user: Any) -> Any:
    return user.teams.get().public_id


@pytest.mark.parametrize("form", ["yaml", "json"])
@pytest.mark.parametrize("example", example_names())
def test_an_exported_draft_is_imported_without_loss(ada: Any, example: str, form: Any) -> None:
    workflow = create_from_example(user=ada, team_id=team_id(ada), example=example)

    text = document_text(freeze(workflow), form)
    again = import_workflow(user=ada, team_id=team_id(ada), text=text)

    assert canonical_text(freeze(again.workflow)) == canonical_text(freeze(workflow))
    assert not again.notices


class TestRoundTrip(TestCase):
    @settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.dictionaries(
            st.from_regex(r"[a-z]{1,6}", fullmatch=True),
            st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20) | st.booleans(),
            max_size=4,
        )
    )
    def test_any_texts_survive_export_and_import(self, extra: dict[str, Any]) -> None:
        document = {**DOCUMENT, "tasks": {"a": {"kind": "transform", "value": extra}}}

        for form in ("yaml", "json"):
            found, _ = read_document(document_text(document, form))
            assert canonical_text(found) == canonical_text(document)


def test_an_export_begins_with_the_head_and_is_plain_yaml(ada: Any) -> None:
    text = document_text(freeze_of(ada), "yaml")

    assert [*yaml.safe_load(text)][:3] == ["schema", "name", "inputs"]
    assert text.startswith("schema: 1\nname: Market brief\n")


def freeze_of(user: Any) -> Any:
    return freeze(create_workflow(user=user, team_id=team_id(user), document=DOCUMENT))


def test_the_list_form_is_imported_with_a_notice_for_each_change(ada: Any) -> None:
    imported = import_workflow(user=ada, team_id=team_id(ada), text=json.dumps(LIST_FORM))

    tasks = freeze(imported.workflow)["tasks"]
    assert set(tasks) == {"fetch_data", "report"}
    assert tasks["report"]["depends_on"] == ["fetch_data"]
    assert imported.notices


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a",
        "a: &x 1\nb: *x",
        "!!python/object/apply:os.system [id]",
        "{",
        "a: 1\na: 2",
        "\x00",
    ],
)
def test_text_that_is_no_document_makes_nothing(ada: Any, text: str) -> None:
    with pytest.raises(DocumentInvalid):
        import_workflow(user=ada, team_id=team_id(ada), text=text)

    assert not Workflow.objects.exists()


def test_slugs_are_unique_in_a_team(ada: Any) -> None:
    one = team_id(ada)
    made = [
        create_workflow(user=ada, team_id=one, document=empty_document("Été 2027"))
        for _ in range(3)
    ]

    assert [workflow.slug for workflow in made] == ["ete-2027", "ete-2027-2", "ete-2027-3"]
    with pytest.raises(SlugTaken):
        create_workflow(user=ada, team_id=one, document=DOCUMENT, slug="ete-2027")


def test_a_copy_has_a_life_of_its_own(ada: Any) -> None:
    workflow = create_workflow(user=ada, team_id=team_id(ada), document=DOCUMENT)

    copy = duplicate_workflow(user=ada, workflow_id=workflow.public_id)
    change_workflow(user=ada, workflow_id=copy.public_id, fields={"name": "Mine"})

    assert freeze(workflow)["name"] == "Market brief"
    assert freeze(copy)["tasks"] == freeze(workflow)["tasks"]
    copy.refresh_from_db()
    assert (copy.name, copy.last_number) == ("Mine", 0)


def test_archiving_is_noted_once_and_can_be_undone(ada: Any) -> None:
    workflow = create_workflow(user=ada, team_id=team_id(ada), document=DOCUMENT)
    given = {"user": ada, "workflow_id": workflow.public_id, "fields": {}}

    change_workflow(**given, archived=True)
    change_workflow(**given, archived=True)
    change_workflow(**given, archived=False)

    workflow.refresh_from_db()
    assert workflow.archived_at is None
    assert AuditEntry.objects.filter(action="workflow.archive").count() == 2


def test_a_foreign_agent_is_no_agent_of_ours(ada: Any) -> None:
    other = person("bob", team("other"))
    create_agent(user=other, team_id=team_id(other), name="Theirs", slug="theirs")
    tasks = {"a": {"name": "Ask it", "kind": "agent", "agent": "theirs", "input": {"prompt": "x"}}}
    workflow = create_workflow(
        user=ada, team_id=team_id(ada), document={**DOCUMENT, "tasks": tasks, "outputs": {}}
    )

    problems = find_problems(user=ada, workflow_id=workflow.public_id)

    assert "agent.unknown" in {problem.code for problem in problems}


def test_there_is_no_other_example(ada: Any) -> None:
    for name in ("agents", "../examples/agents", "", "data_pipeline.yaml"):
        with pytest.raises(NotFound):
            create_from_example(user=ada, team_id=team_id(ada), example=name)
    assert not Workflow.objects.exists()
