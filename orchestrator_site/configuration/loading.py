"""Reading the configuration, with one clear line for each wrong value."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from orchestrator_site.configuration.production import refusals
from orchestrator_site.configuration.sections import Configuration
from orchestrator_site.configuration.sources import (
    WELL_KNOWN,
    configuration_file,
    own_variables,
)
from workflows.errors import ConfigurationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

# In place of the library's words, which name patterns and parsers.
PLAIN_WORDS = {
    "extra_forbidden": "there is no such key",
    "int_parsing": "must be a whole number",
    "bool_parsing": "must be true or false",
    "site.public_url": "must look like https://flows.example.org, without a path",
    "site.mail.sender": "must look like orchestrator@example.org",
}


def load_configuration() -> Configuration:
    """
    The configuration of this process.

    Raises:
        ConfigurationError: one line for each key that is wrong, unknown or unsafe.
    """
    try:
        configuration = Configuration()
    except ValidationError as error:
        # The cause is cut: it would print the values, and keys are among them.
        raise ConfigurationError("\n".join(map(describe, error.errors()))) from None
    if lines := refusals(configuration.site):
        raise ConfigurationError("\n".join(lines))
    return configuration


def describe(error: ErrorDetails) -> str:
    key = ".".join(str(part) for part in error["loc"])
    message = PLAIN_WORDS.get(key) or PLAIN_WORDS.get(error["type"]) or error["msg"]
    return f"{key}: {message} (set by {origin_of(error['loc'])})."


def origin_of(path: Iterable[Any]) -> str:
    wanted = tuple(str(part) for part in path)
    known = [*own_variables(), *WELL_KNOWN.items()]
    for name, place in known:
        if os.environ.get(name) and starts_alike(place, wanted):
            return name
    return str(configuration_file() or "the defaults")


def starts_alike(place: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether one is the other, or a part of it: an error may name an item of a list."""
    length = min(len(place), len(wanted))
    return place[:length] == wanted[:length]
