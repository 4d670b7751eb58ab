"""Everything that is wrong with a document, at once."""

from __future__ import annotations

import re
from itertools import islice

from workflows.conf import DocumentLimits
from workflows.definition.catalogue import Catalogue, FunctionSignature
from workflows.definition.json_types import JsonObject
from workflows.definition.parse import parse_leniently
from workflows.definition.problem_codes import MOST_OF_ONE_SORT
from workflows.definition.rules import (
    catalogue_rules,
    container_rules,
    expression_rules,
    graph_rules,
    group_rules,
    hint_rules,
    kind_rules,
    limit_rules,
    reach,
    schema_rules,
)
from workflows.definition.rules.checked import Checked, Rule
from workflows.errors import Problem

__all__ = ["Catalogue", "FunctionSignature", "validate_document"]

RULES: tuple[Rule, ...] = (
    *limit_rules.RULES,
    *graph_rules.RULES,
    *container_rules.RULES,
    *kind_rules.RULES,
    *schema_rules.RULES,
    *expression_rules.RULES,
    *reach.RULES,
    *catalogue_rules.RULES,
    *group_rules.RULES,
    *hint_rules.RULES,
)
SEVERITIES = ("error", "warning", "hint")
NUMBER = re.compile(r"\d+")


def validate_document(
    raw: JsonObject, *, limits: DocumentLimits, catalogue: Catalogue | None = None
) -> list[Problem]:
    """
    All problems of a document: its shape, graph, references, expressions, limits, and hints.

    Sorted by path, errors first where paths are equal. Without an error it can be published. Of
    one sort at most 20,000 are named.

    Args:
        catalogue: what exists outside the document; unset: nothing outside is checked.
    """
    catalogue = catalogue or Catalogue.unknown()
    parsed = parse_leniently(raw, limits=limits, kinds=catalogue.kinds)
    problems = list(parsed.problems)
    if parsed.document is not None:
        checked = Checked.of(parsed.document, limits, catalogue)
        for rule in RULES:
            problems += islice(rule(checked), MOST_OF_ONE_SORT)
    return sorted(dict.fromkeys(problems), key=_sort_key)


def _sort_key(problem: Problem) -> tuple[object, ...]:
    return _natural(problem.path), SEVERITIES.index(problem.severity), problem.code, problem.message


def _natural(path: str) -> tuple[str, ...]:
    """`/cases/10` after `/cases/9`."""
    return tuple(NUMBER.sub(lambda found: found[0].zfill(9), part) for part in path.split("/"))
