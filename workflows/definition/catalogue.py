"""What exists outside the document, as far as a check knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.definition.json_types import JsonObject
from workflows.definition.kinds import KINDS, Kind


@dataclass(frozen=True, slots=True, eq=False)
class FunctionSignature:
    """A registered function; `arguments_schema`: a JSON Schema of its keyword arguments."""

    name: str
    arguments_schema: JsonObject


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """
    None stands for “not known here”: nothing of that sort is checked.

    Args:
        agents: slugs, without revisions.
        workflows: slugs of the team's other workflows.
        agents_without_key: by slug, a sentence that says which key is missing and where to set it.
    """

    kinds: Mapping[str, Kind]
    functions: Mapping[str, FunctionSignature] | None = None
    agents: frozenset[str] | None = None
    capabilities: frozenset[str] | None = None
    workflows: frozenset[str] | None = None
    agents_without_key: Mapping[str, str] | None = None

    @classmethod
    def unknown(cls) -> Catalogue:
        """Checks nothing outside the document."""
        return cls(KINDS)
