"""The kinds of tasks, as data, in the order in which a palette shows them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from workflows.definition.json_types import JsonObject
from workflows.definition.kinds.kind import Field, Kind, schema_of_fields
from workflows.definition.kinds.routing import BRANCH, LOOP, MAP
from workflows.definition.kinds.waiting import APPROVAL, WAIT, WORKFLOW
from workflows.definition.kinds.working import AGENT, FUNCTION, HTTP, TRANSFORM

__all__ = ["KINDS", "Field", "Kind", "settings_schema"]

ALL = (AGENT, FUNCTION, HTTP, TRANSFORM, BRANCH, MAP, LOOP, WORKFLOW, APPROVAL, WAIT)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in ALL})


def settings_schema(kind: str) -> JsonObject:
    """
    JSON Schema of the settings of one kind.

    Raises:
        KeyError: there is no such kind.
    """
    return schema_of_fields(KINDS[kind])
