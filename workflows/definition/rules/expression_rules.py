"""Templates and conditions: whether they can be read, and whether they were meant so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workflows.conf import DocumentLimits
from workflows.definition.expressions import (
    Reference,
    find_suspicious_minus,
    parse_condition,
    parse_template,
)
from workflows.definition.json_values import json_pointer
from workflows.definition.rules.checked import Checked
from workflows.definition.rules.scopes import Scopes
from workflows.definition.texts import SourceText, texts_in
from workflows.errors import ExpressionError, Problem


def expressions_make_sense(checked: Checked) -> Iterator[Problem]:
    """One walk for three rules: each text is parsed once."""
    scopes = Scopes.of(checked)
    for text in texts_in(checked.document, checked.catalogue.kinds):
        for found in _problems_of(text, scopes, checked.limits):
            task = text.task.id if text.task else None
            yield replace(found, path=json_pointer(*text.at), task=task)


def _problems_of(text: SourceText, scopes: Scopes, limits: DocumentLimits) -> Iterator[Problem]:
    try:
        references = _references_in(text, limits)
    except ExpressionError as error:
        yield from error.problems
        return
    for reference in dict.fromkeys(references):
        found = scopes.explain(text, reference)
        if found is not None:
            yield found
    yield from find_suspicious_minus(text.source, is_condition=text.is_condition)


def _references_in(text: SourceText, limits: DocumentLimits) -> tuple[Reference, ...]:
    if text.is_condition:
        return parse_condition(text.source, limits=limits).references
    return parse_template(text.source, limits=limits).references


RULES = (expressions_make_sense,)
