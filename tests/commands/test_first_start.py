"""What the first start leaves behind, and that later ones change nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from tests.commands.conftest import Called
from tests.pages.builders import operator
from workflows.examples import example_agents, example_names
from workflows.models import Agent, Membership, Role, SignInLink, Team, User, Workflow
from workflows.services.first_start import ensure_first_start

pytestmark = pytest.mark.django_db


def test_the_first_start_makes_a_person_a_team_agents_and_examples() -> None:
    start = ensure_first_start(base_url="http://localhost:8000/")

    admin = User.objects.get()
    assert start.created
    assert start.sign_in_link == f"http://localhost:8000{start.sign_in_path}"
    assert (admin.username, admin.is_superuser, admin.is_staff) == ("admin", True, True)
    assert not admin.has_usable_password()
    assert Membership.objects.get().role == Role.OWNER
    assert Agent.objects.count() == len(example_agents())
    assert Workflow.objects.count() == len(example_names())


def test_the_first_example_stands_on_top_of_the_list() -> None:
    ensure_first_start()

    newest = Workflow.objects.order_by("-pk").values_list("slug", flat=True).first()

    assert newest is not None
    assert newest.replace("-", "_").startswith(example_names()[0].split("_")[0])


def test_agents_get_their_model_prompt_and_script() -> None:
    ensure_first_start()

    scripted = Agent.objects.get(slug="frame-extractor")
    local = Agent.objects.get(slug="researcher")
    assert scripted.settings["model"] == "scripted:demo"
    assert scripted.settings["script"]
    assert local.settings["model"] == "default"
    assert local.settings["instructions"].startswith("You gather facts")


def test_the_link_of_a_start_signs_in(client: Client) -> None:
    path = ensure_first_start().sign_in_path
    assert path is not None

    client.post(path)

    assert client.get("/api/v1/me").status_code == 200


def test_a_later_start_makes_only_another_link() -> None:
    first = ensure_first_start()

    second = ensure_first_start()

    assert not second.created
    assert second.sign_in_path not in (None, first.sign_in_path)
    assert (User.objects.count(), Team.objects.count()) == (1, 1)


def test_once_there_is_a_password_there_are_no_more_links() -> None:
    ensure_first_start()
    admin = User.objects.get()
    admin.set_password("a fine new secret")
    admin.save()

    assert ensure_first_start().sign_in_path is None


def test_where_somebody_else_set_the_site_up_nothing_is_made() -> None:
    operator("boss")

    start = ensure_first_start()

    assert (start.created, start.sign_in_path) == (False, None)
    assert not User.objects.filter(username="admin").exists()
    assert not SignInLink.objects.exists()


def test_an_ordinary_person_called_admin_gets_no_link() -> None:
    User.objects.create_user("admin")

    assert ensure_first_start().sign_in_path is None


@pytest.mark.django_db(transaction=True)
def test_of_two_first_starts_one_creates() -> None:
    def start(_: int) -> bool:
        try:
            return ensure_first_start().created
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        created = list(threads.map(start, range(2)))

    assert sorted(created) == [False, True]
    assert (User.objects.count(), Team.objects.count()) == (1, 1)


def test_a_link_for_a_fresh_installation_is_printed_alone(
    client: Client, call: Callable[..., Called]
) -> None:
    called = call("sign_in_link")

    assert called.code == 0
    client.post(called.out.strip().removeprefix("http://localhost:8000"))
    assert client.get("/api/v1/me").json()["username"] == "admin"


def test_a_link_for_nobody_is_refused(call: Callable[..., Called]) -> None:
    ensure_first_start()

    called = call("sign_in_link", "stranger")

    assert called.code == 2
    assert "no user 'stranger'" in called.err
