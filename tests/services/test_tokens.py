from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.utils import timezone

from tests.rest.world import Caller, person, team, token_of
from workflows.access import SCOPE_CAPABILITIES, limits_of
from workflows.errors import AccessDenied, InvalidInput, LimitExceeded, NotFound
from workflows.models import ApiToken, AuditEntry, User
from workflows.services import tokens
from workflows.services.tokens import (
    create_token,
    person_of_token,
    revoke_all_tokens,
    revoke_token,
)

pytestmark = pytest.mark.django_db


def test_only_the_digest_of_a_token_is_kept() -> None:
    token, text = create_token(user=person("ada"), name="laptop", scopes=["read"])

    columns = ApiToken.objects.filter(pk=token.pk).values().get()

    assert token.digest == sha256(text.encode()).hexdigest()
    assert text not in str(columns)
    assert text.endswith(token.hint)
    assert text not in str(list(AuditEntry.objects.values()))


def test_a_token_brings_its_person_with_its_limits() -> None:
    ada = person("ada", team("one"))

    found = person_of_token(token_of(ada, "read", "run"))

    assert found == ada
    limits = limits_of(found)
    assert limits is not None
    assert limits.scopes == {"read", "run"}


@pytest.mark.parametrize(
    "text", ["", "orc_", "orc_x", "x" * 5_000, "orc_\x00", "orc_\ud800", "null"]
)
def test_what_is_no_token_is_nobody(text: str) -> None:
    person("ada")

    assert person_of_token(text) is None


def test_a_token_ends_by_time_by_hand_and_with_its_person() -> None:
    ada = person("ada")
    past = timezone.now() - timedelta(seconds=1)
    ended = [token_of(ada, expires_at=past), token_of(ada, revoked_at=past)]
    alive = token_of(ada)

    assert [person_of_token(text) for text in ended] == [None, None]
    assert person_of_token(alive) == ada

    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert person_of_token(alive) is None


def test_ending_all_tokens_ends_each_of_that_person_only() -> None:
    ada, bob = person("ada"), person("bob")
    texts = [token_of(ada), token_of(ada)]
    other = token_of(bob)

    assert revoke_all_tokens(user=ada) == 2

    assert [person_of_token(text) for text in texts] == [None, None]
    assert person_of_token(other) == bob


def test_ending_a_token_is_ones_own_right_only() -> None:
    ada, bob = person("ada"), person("bob")
    token, text = create_token(user=ada, name="laptop", scopes=["read"])

    with pytest.raises(NotFound):
        revoke_token(user=bob, token_id=token.public_id)
    revoke_token(user=ada, token_id=token.public_id)
    revoke_token(user=ada, token_id=token.public_id)

    assert person_of_token(text) is None
    assert AuditEntry.objects.filter(action="token.revoke").count() == 1


def test_a_token_cannot_make_or_end_tokens() -> None:
    limited = person_of_token(token_of(person("ada"), *SCOPE_CAPABILITIES))
    assert limited is not None

    with pytest.raises(AccessDenied):
        create_token(user=limited, name="more", scopes=["read"])
    with pytest.raises(AccessDenied):
        revoke_token(user=limited, token_id=ApiToken.objects.get().public_id)


@pytest.mark.parametrize("scopes", [[], ["admin"], ["read", "read "], ["*"]])
def test_scopes_are_named_from_the_table(scopes: list[str]) -> None:
    with pytest.raises(InvalidInput) as raised:
        create_token(user=person("ada"), name="laptop", scopes=scopes)

    assert raised.value.problems[0].code == "token.scope"


def test_a_token_for_a_foreign_team_cannot_be_made() -> None:
    with pytest.raises(NotFound):
        create_token(user=person("ada"), name="x", scopes=["read"], team_id=team("one").public_id)


def test_the_bound_on_tokens_holds_at_the_limit(monkeypatch: Any) -> None:
    monkeypatch.setattr(tokens, "MOST_TOKENS", 2)
    ada = person("ada")
    token_of(ada), token_of(ada)

    with pytest.raises(LimitExceeded):
        token_of(ada)


def test_use_is_noted_coarsely(django_assert_num_queries: Any) -> None:
    text = token_of(person("ada"))
    person_of_token(text)
    first = ApiToken.objects.get().last_used_at

    with django_assert_num_queries(1):
        person_of_token(text)

    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic YTpi", "Token x", "bearer\torc_x"]
)
def test_a_wrong_header_is_refused_even_with_a_session(header: str) -> None:
    caller = Caller(person("ada"))

    response = caller.get("me", authorization=header)

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["code"] == "authentication_failed"


def test_a_token_is_shown_once() -> None:
    caller = Caller(person("ada", team("one")))

    made = caller.post("tokens", {"name": "ci", "scopes": ["read"]}).json()
    listed = caller.get("tokens")

    assert made["token"].startswith("orc_")
    assert made["token"] not in listed.content.decode()
    assert Caller(token=made["token"]).get("me").json()["scopes"] == ["read"]
