"""Where values come from: variables of our own, variables everybody knows, the YAML file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

from workflows.crashpoints import VARIABLE as CRASH_VARIABLE
from workflows.errors import ConfigurationError

PREFIX = "ORCHESTRATOR_"
FILE_VARIABLE = "ORCHESTRATOR_CONFIG"
NO_SETTINGS = (FILE_VARIABLE, CRASH_VARIABLE)
FILE_NAME = "orchestrator.yaml"

WELL_KNOWN: Mapping[str, tuple[str, ...]] = {
    "DATA_DIR": ("site", "data_dir"),
    "PORT": ("site", "port"),
    "SECRET_KEY": ("site", "secret_key"),
    "ALLOWED_HOSTS": ("site", "allowed_hosts"),
    "DEBUG": ("site", "debug"),
    "DATABASE_URL": ("site", "database_url"),
    "REDIS_URL": ("site", "redis_url"),
    "BROKER_URL": ("site", "broker_url"),
    "PUBLIC_URL": ("site", "public_url"),
    "LOG_LEVEL": ("site", "log", "level"),
    "ANTHROPIC_API_KEY": ("workflows", "models", "anthropic", "api_key"),
    "OPENAI_API_KEY": ("workflows", "models", "openai", "api_key"),
    "GEMINI_API_KEY": ("workflows", "models", "google", "api_key"),
    "GOOGLE_API_KEY": ("workflows", "models", "google", "api_key"),
}

LISTS = (tuple, list, set, frozenset)


class _Source(PydanticBaseSettingsSource):
    """A source that gives one nested mapping."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for path, text in self.texts():
            place(values, path, read_value(self.settings_cls, path, text))
        return values

    def texts(self) -> Iterator[tuple[tuple[str, ...], str]]:
        raise NotImplementedError


class EnvironmentSource(_Source):
    """`ORCHESTRATOR_SITE__LOG__LEVEL=DEBUG` is `site.log.level`."""

    def texts(self) -> Iterator[tuple[tuple[str, ...], str]]:
        for name, path in own_variables():
            yield path, os.environ[name]


class WellKnownSource(_Source):
    """Names that hosting platforms and vendors' own tools use; an empty value is no value."""

    def texts(self) -> Iterator[tuple[tuple[str, ...], str]]:
        for name, path in WELL_KNOWN.items():
            if os.environ.get(name):
                yield path, os.environ[name]


class FileSource(_Source):
    """`orchestrator.yaml`, when there is one."""

    def __call__(self) -> dict[str, Any]:
        path = configuration_file()
        return {} if path is None else read_file(path)


def own_variables() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (name, tuple(name[len(PREFIX) :].lower().split("__")))
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name not in NO_SETTINGS
    ]


def place(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for key in path[:-1]:
        inner = values.setdefault(key, {})
        if not isinstance(inner, dict):
            raise ConfigurationError(f"{'.'.join(path)}: {key} has a value of its own already.")
        values = inner
    values[path[-1]] = value


def read_value(model: type[BaseModel], path: tuple[str, ...], text: str) -> Any:
    """The text as JSON where it looks like it, split on commas where a list is wanted."""
    if text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except ValueError as error:
            raise ConfigurationError(f"{'.'.join(path)}: this is no JSON: {error}.") from None
    if wants_list(model, path):
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def wants_list(model: type[BaseModel], path: tuple[str, ...]) -> bool:
    for key in path[:-1]:
        field = model.model_fields.get(key)
        inner = field.annotation if field else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return False
        model = inner
    field = model.model_fields.get(path[-1])
    return field is not None and get_origin(field.annotation) in LISTS


def configuration_file() -> Path | None:
    """
    The file named by ORCHESTRATOR_CONFIG, else the one in DATA_DIR, else the one here.

    Raises:
        ConfigurationError: ORCHESTRATOR_CONFIG names a file that is not there.
    """
    if named := os.environ.get(FILE_VARIABLE):
        if not Path(named).is_file():
            raise ConfigurationError(f"{FILE_VARIABLE}: there is no file {named}.")
        return Path(named)
    places = (Path(os.environ.get("DATA_DIR") or "var") / FILE_NAME, Path(FILE_NAME))
    return next((place for place in places if place.is_file()), None)


def read_file(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        place = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigurationError(f"{path}{place}: {error.problem}.") from None
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path}: {' '.join(str(error).split())}") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path}: the file must hold sections such as `site:`.")
    return content
