"""Nothing is wrong with any example, measured against the functions and agents that ship."""

from __future__ import annotations

import pytest

from workflows.conf import DocumentLimits
from workflows.definition.kinds import KINDS
from workflows.definition.reading import read_text
from workflows.definition.validate import Catalogue, FunctionSignature, validate_document
from workflows.examples import example_agents, example_names, load_example
from workflows.functions.registry import all_functions

LIMITS = DocumentLimits()


def shipped_catalogue() -> Catalogue:
    agents = example_agents()
    functions = {s.name: FunctionSignature(s.name, s.arguments_schema) for s in all_functions()}
    return Catalogue(
        kinds=KINDS,
        functions=functions,
        agents=frozenset(agent["slug"] for agent in agents),
        capabilities=frozenset(c["name"] for agent in agents for c in agent["capabilities"]),
        workflows=frozenset(),
    )


@pytest.mark.parametrize("name", example_names())
def test_an_example_has_no_problems_and_not_even_hints(name: str) -> None:
    raw = read_text(load_example(name), limits=LIMITS)

    assert validate_document(raw, limits=LIMITS, catalogue=shipped_catalogue()) == []
