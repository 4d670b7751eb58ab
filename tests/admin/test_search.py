"""Search in the panel finds whole keys and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.pages.builders import a_task_run, a_team, a_workflow, an_execution, operator
from workflows.admin.searching import find_exactly, is_key
from workflows.models import Execution, TaskRun

pytestmark = pytest.mark.django_db
LOOKUPS = ("pk", "public_id", "workflow__slug", "team__slug")


def an_execution_of(team: str) -> Execution:
    return an_execution(a_workflow(a_team(team)))


def test_an_execution_is_found_by_its_id_its_key_and_its_team() -> None:
    wanted = an_execution_of("one")
    an_execution_of("two")

    for term in (str(wanted.public_id), wanted.public_id.hex, str(wanted.pk), "one", " one "):
        assert list(find_exactly(Execution.objects.all(), LOOKUPS, term)) == [wanted]


def test_a_part_of_a_key_finds_nothing() -> None:
    wanted = an_execution_of("one")

    for term in (wanted.public_id.hex[:8], "on", "%", "_", "one%"):
        assert not find_exactly(Execution.objects.all(), LOOKUPS, term).exists()


def test_an_empty_term_leaves_the_list_as_it_is() -> None:
    an_execution_of("one")

    assert find_exactly(Execution.objects.all(), LOOKUPS, "  ").count() == 1


@given(st.text(max_size=60))
def test_no_term_breaks_the_search(term: str) -> None:
    found = find_exactly(TaskRun.objects.all(), ("pk", "execution__public_id", "task"), term)

    assert str(found.query)
    assert is_key(term) in (True, False)


def test_the_list_of_task_runs_is_searched_by_the_execution(client: Client) -> None:
    client.force_login(operator())
    mine, other = an_execution_of("one"), an_execution_of("two")
    a_task_run(mine, "mine_alone")
    a_task_run(other, "of_the_other")

    page = client.get(reverse("admin:workflows_taskrun_changelist"), {"q": str(mine.public_id)})

    assert b"mine_alone" in page.content
    assert b"of_the_other" not in page.content
