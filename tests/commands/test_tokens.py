"""Tokens made in a terminal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.commands.conftest import Called
from tests.pages.builders import a_team, person
from workflows.access import SCOPE_CAPABILITIES
from workflows.models import ApiToken
from workflows.services.tokens import person_of_token

pytestmark = pytest.mark.django_db
Call = Callable[..., Called]


def test_the_token_stands_alone_on_the_output(call: Call) -> None:
    user = person(team=a_team())

    called = call("create_api_token", "ada")

    assert called.code == 0
    assert person_of_token(called.out.strip()) == user
    assert called.out.strip() not in called.err
    assert ApiToken.objects.get().scopes == sorted(SCOPE_CAPABILITIES)


def test_a_token_can_be_narrowed(call: Call) -> None:
    team = a_team()
    person(team=team)

    call(
        "create_api_token",
        "ada",
        "--scope",
        "read",
        "--scope",
        "run",
        "--team",
        "one",
        "--days",
        "2",
    )

    token = ApiToken.objects.get()
    assert (token.scopes, token.team) == (["read", "run"], team)
    assert token.expires_at is not None
    assert timedelta(days=1.9) < token.expires_at - timezone.now() < timedelta(days=2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nobody",),
        ("ada", "--scope", "everything"),
        ("ada", "--team", "two"),
        ("ada", "--days", "-1"),
        ("ada", "--days", "soon"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(call: Call, arguments: tuple[str, ...]) -> None:
    person(team=a_team())
    a_team("two")

    called = call("create_api_token", *arguments)

    assert called.code in (1, 2)
    assert called.out == ""
    assert not ApiToken.objects.exists()
