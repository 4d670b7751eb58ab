"""Lists of the panel: how many statements they need, and that none reads a whole table."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.pages.builders import (
    a_task_run,
    a_team,
    a_version,
    a_workflow,
    an_approval,
    an_attempt,
    an_execution,
    operator,
    some_events,
)
from workflows.admin import paging
from workflows.admin.paging import newest_rows
from workflows.models import (
    Agent,
    AgentRevision,
    ApiToken,
    ApprovalMail,
    AuditEntry,
    Event,
    Execution,
    Membership,
    Pin,
    Role,
    TaskRun,
    Team,
    User,
    WorkerProcess,
)
from workflows.services.invitations import create_invitation

pytestmark = pytest.mark.django_db

OURS = [model for model in admin.site._registry if model._meta.app_label == "workflows"]
HOT = [Execution, TaskRun, Event]


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.force_login(operator())
    return client


def add_rows(count: int) -> None:
    """`count` more rows in every table that the panel lists."""
    for _ in range(count):
        n = Team.objects.count()
        team = a_team(f"team-{n}")
        user = User.objects.create_user(f"user-{n}")
        Membership.objects.create(team=team, user=user, role="owner")
        workflow = a_workflow(team)
        run = a_task_run(an_execution(workflow, version=a_version(workflow, 1)), "plan")
        an_attempt(run, output="done")
        ApprovalMail.objects.create(approval=an_approval(run), user=user)
        some_events(run.execution, 1)
        agent = Agent.objects.create(team=team, slug="a", name="A")
        AgentRevision.objects.create(agent=agent, number=1, kind="model", changed_by=user)
        ApiToken.objects.create(user=user, team=team, name="t", digest=f"{n:064}", hint="abcd")
        create_invitation(user=user, team_id=team.public_id, role=Role.VIEWER)
        WorkerProcess.objects.create(name=f"worker-{n}")
        Pin.objects.create(workflow=workflow, task="plan", output="1", output_bytes=1)
        AuditEntry.objects.create(team=team, actor=user, action="x", subject="y")


def list_of(model: type[Model]) -> str:
    return reverse(f"admin:workflows_{model._meta.model_name}_changelist")


def statements(browser: Client, address: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_list_needs_as_many_statements_for_twelve_rows_as_for_two(
    browser: Client, model: type[Model]
) -> None:
    add_rows(2)
    few = statements(browser, list_of(model))
    add_rows(10)

    many = statements(browser, list_of(model))

    assert len(many) == len(few)
    assert len(many) <= 10


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_list_reads_a_bounded_number_of_rows(
    browser: Client, model: type[Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_rows(2)
    monkeypatch.setattr(admin.site._registry[model], "list_per_page", 1)
    table = f'FROM "{model._meta.db_table}"'

    asked = [sql for sql in statements(browser, list_of(model)) if table in sql]

    assert asked
    for sql in asked:
        assert "LIMIT" in sql or "MAX(" in sql, sql


@pytest.mark.parametrize("model", HOT, ids=lambda model: model.__name__)
def test_a_list_of_hot_rows_is_ordered_by_key_whatever_is_asked(
    browser: Client, model: type[Model]
) -> None:
    add_rows(2)

    asked = statements(browser, f"{list_of(model)}?o=2.-1.3")

    orders = {match for sql in asked for match in re.findall(r"ORDER BY (.*?) LIMIT", sql)}
    assert all(order.endswith('"id" DESC') for order in orders if model._meta.db_table in order)


def test_counting_stops_at_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    add_rows(1)
    some_events(Execution.objects.get(), 9)
    monkeypatch.setattr(paging, "COUNTED_ROWS", 4)

    counted = paging.BoundedPaginator(Event.objects.order_by("pk"), 2)

    assert (counted.count, counted.num_pages) == (4, 2)


def test_the_window_keeps_the_newest_rows() -> None:
    add_rows(1)
    execution = Execution.objects.get()
    some_events(execution, 9)

    kept = newest_rows(Event.objects.all(), window=4)

    assert sorted(kept.values_list("number", flat=True)) == [7, 8, 9, 10]


def test_a_filter_by_execution_looks_beyond_the_window(browser: Client) -> None:
    add_rows(1)
    execution = Execution.objects.get()

    asked = statements(browser, f"{list_of(Event)}?execution__id__exact={execution.pk}")

    assert not any("MAX(" in sql for sql in asked)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_row_has_a_page(browser: Client, model: type[Model]) -> None:
    add_rows(1)
    row = model._default_manager.first()
    assert row is not None

    response = browser.get(
        reverse(f"admin:workflows_{model._meta.model_name}_change", args=[row.pk])
    )

    assert response.status_code == 200


def test_counts_beside_filters_are_not_offered(browser: Client) -> None:
    add_rows(2)

    plain = statements(browser, list_of(Execution))
    asked = statements(browser, f"{list_of(Execution)}?_facets=True")

    assert len(asked) <= len(plain)


def test_groups_are_not_kept_in_the_panel() -> None:
    assert not admin.site.is_registered(Group)
