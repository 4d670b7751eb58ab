"""
The template and condition language: Jinja2's syntax, none of its execution.

Jinja2 parses, a whitelist decides what may be written, a small interpreter walks the tree over
plain JSON within a budget. Users' page: docs/expressions.md.
"""

from workflows.definition.expressions.hints import find_suspicious_minus
from workflows.definition.expressions.parsing import (
    Condition,
    Template,
    has_syntax,
    parse_condition,
    parse_template,
)
from workflows.definition.expressions.rendering import (
    evaluate,
    problems_in,
    references_in,
    render,
    texts_in,
)
from workflows.definition.expressions.tree import Reference

__all__ = [
    "Condition",
    "Reference",
    "Template",
    "evaluate",
    "find_suspicious_minus",
    "has_syntax",
    "parse_condition",
    "parse_template",
    "problems_in",
    "references_in",
    "render",
    "texts_in",
]
