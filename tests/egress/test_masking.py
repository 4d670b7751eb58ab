"""What of a request people may see."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.egress.masking import HIDDEN, is_secret_name, masked_fields, masked_url

SECRET_NAMES = [
    "key", "api_key", "API-KEY", "apikey", "apiKey", "accessToken", "token", "TOKEN", "jwt", "sid",
    "refresh_token", "client_secret", "password", "passwd", "sig", "Signature", "subscription-key",
    "X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token", "AWSAccessKeyId", "auth",
    "oauth_token", "access_token", "user[password]",
]  # fmt: skip
PLAIN_NAMES = ["page", "q", "keyword", "monkey", "author", "design", "insight", "compass", "limit"]


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_names_of_credentials_are_known_in_every_spelling(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_names_that_only_look_alike_are_not(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.org/x?q=1&api_key=s3&page=2", "https://a.org/x?q=1&api_key=…&page=2"),
        ("https://ada:pw@a.org:8080/x", "https://…@a.org:8080/x"),
        ("https://a.org/x?client%5Fsecret=s3", "https://a.org/x?client%5Fsecret=…"),
        ("https://a.org/x?token=a=b==&q=1", "https://a.org/x?token=…&q=1"),
        ("https://a.org/x;v=1?sig=s3;q=1", "https://a.org/x;v=1?sig=…;q=1"),
        ("https://a.org/cb#access_token=s3&q=1", "https://a.org/cb#access_token=…&q=1"),
        ("https://a.org/@ada?token=", "https://a.org/@ada?token="),
        ("https://[broken/x?key=s3", "https://[broken/x?key=…"),
        ("//ada@a.org/", "//…@a.org/"),
        ("", ""),
    ],
)
def test_a_url_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert masked_url(url) == shown


def test_fields_are_shown_without_their_secrets_at_any_depth() -> None:
    fields = {
        "q": ["a", {"apiKey": "s3", "b": None}],
        "token": ["s3", {"s4": 1}],
        "page": {"number": 2, "session": {"id": "s5"}},
    }

    assert masked_fields(fields) == {
        "q": ["a", {"apiKey": HIDDEN, "b": None}],
        "token": HIDDEN,
        "page": {"number": 2, "session": HIDDEN},
    }


@given(
    name=st.sampled_from(SECRET_NAMES),
    before=st.lists(st.tuples(st.sampled_from(PLAIN_NAMES), st.text(max_size=5)), max_size=3),
    user=st.text(max_size=5),
)
def test_a_secret_is_never_shown(name: str, before: list[tuple[str, str]], user: str) -> None:
    secret = "open-sesame"
    pairs = [*before, (name, secret)]

    shown = masked_url(f"https://{quote(user, safe='')}:{secret}@a.org/x?{urlencode(pairs)}")

    assert secret not in shown
    assert all(f"{n}={v}" in shown for n, v in (urlencode([p]).split("=") for p in before))


@given(st.text())
def test_any_text_can_be_shown(text: str) -> None:
    assert isinstance(masked_url(text), str)
