"""Requests as people may see them: without what looks like a credential."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_plus

from workflows.definition.json_types import JsonObject, JsonValue

HIDDEN = "…"
WORDS = frozenset(
    (
        *("auth", "authorization", "bearer", "credential", "credentials", "jwt", "key", "pass"),
        *("passphrase", "passwd", "password", "pwd", "secret", "session", "sid", "sig"),
        *("signature", "signed", "token", "tokens"),
    )
)
# Written together, as in `apikey`; whole words alone would miss them.
ENDINGS = ("apikey", "accesskey", "authkey", "token", "secret", "password", "passwd", "signature")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_USERINFO = re.compile(r"^([^/?#]*//)[^/?#]*@")
_VALUE = re.compile(r"([^?&;#=]+)=([^&;#]*)")


def is_secret_name(name: str) -> bool:
    """Whether a parameter or field of this name usually holds a credential."""
    words = {word.lower() for word in _WORD.findall(name)}
    return bool(words & WORDS) or name.lower().endswith(ENDINGS)


def masked_url(url: str) -> str:
    """The URL without user name, password, and values of parameters that are named like secrets."""
    url = _USERINFO.sub(rf"\1{HIDDEN}@", url)
    place = re.search(r"[?#]", url)
    if place is None:
        return url
    return url[: place.start()] + _VALUE.sub(_masked_value, url[place.start() :])


def masked_fields(fields: Mapping[str, JsonValue]) -> JsonObject:
    """Fields of a query, form or JSON body, at any depth, without values named like secrets."""
    return {
        name: HIDDEN if is_secret_name(name) else masked_value(value)
        for name, value in fields.items()
    }


def masked_value(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return masked_fields(value)
    return [masked_value(each) for each in value] if isinstance(value, list) else value


def _masked_value(found: re.Match[str]) -> str:
    name, value = found.groups()
    return f"{name}={HIDDEN if value and is_secret_name(unquote_plus(name)) else value}"
