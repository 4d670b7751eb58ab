"""
From Jinja2's tree to ours, through tables of what is allowed.

A node class that is in no table does not exist for us: no call, no assignment, no import, no macro
can be written, whatever Jinja2 learns to parse. Whatever the tables gain is a security review.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from jinja2 import nodes

from workflows.definition.expressions import tree
from workflows.definition.expressions.failures import failure
from workflows.definition.expressions.reading import describe_place, too_deep
from workflows.errors import ExpressionError

MAX_DEPTH = 100

REFUSED_WORDS: dict[type[nodes.Node], str] = {
    nodes.Call: "Calls like `name(…)` are not allowed; use a filter: `value | name`",
    nodes.Pow: "`**` is not allowed",
    nodes.Assign: "`{% set %}` is not allowed",
    nodes.AssignBlock: "`{% set %}` is not allowed",
    nodes.Macro: "`{% macro %}` is not allowed",
    nodes.CallBlock: "`{% call %}` is not allowed",
    nodes.FilterBlock: "`{% filter %}` is not allowed; use `{{ value | name }}`",
    nodes.Include: "`{% include %}` is not allowed",
    nodes.Import: "`{% import %}` is not allowed",
    nodes.FromImport: "`{% from … import %}` is not allowed",
    nodes.Extends: "`{% extends %}` is not allowed",
    nodes.Block: "`{% block %}` is not allowed",
    nodes.With: "`{% with %}` is not allowed",
    nodes.Slice: "A slice like `1:3` stands in square brackets after a value",
}


class Translator:
    """Builds one tree and notes the paths it reads, loop variables left out."""

    def __init__(
        self,
        source: str,
        expressions: Mapping[type[nodes.Node], Build],
        statements: Mapping[type[nodes.Node], BuildStatements],
    ) -> None:
        self.source = source
        self.expressions = expressions
        self.statements = statements
        self.references: dict[tree.Reference, None] = {}
        self.bound: frozenset[str] = frozenset()
        self.loops = 0
        self.depth = 0

    def translate_body(self, body: Sequence[nodes.Node]) -> tree.Body:
        return tuple(each for node in body for each in self._statements(node))

    def translate(self, node: nodes.Node) -> tree.Expression:
        """
        Our node for one of Jinja2's.

        Raises:
            ExpressionError: it is not on the whitelist, unknown or nested too deeply.
        """
        build = self.expressions.get(type(node))
        if build is None:
            raise self.refuse(node)
        if self.depth >= MAX_DEPTH:
            raise too_deep()
        self.depth += 1
        built = build(self, node)
        self.depth -= 1
        return built

    def translate_all(self, many: Sequence[nodes.Node]) -> tuple[tree.Expression, ...]:
        return tuple([self.translate(node) for node in many])

    def translate_optional(self, node: nodes.Node | None) -> tree.Expression | None:
        return None if node is None else self.translate(node)

    def note_reference(self, root: str, keys: tuple[tree.Key, ...]) -> None:
        if root not in self.bound:
            self.references[tree.Reference(root, keys)] = None

    def place(self, node: nodes.Node) -> str:
        return describe_place(self.source, node.lineno or 0)

    def refuse(self, node: nodes.Node) -> ExpressionError:
        words = REFUSED_WORDS.get(type(node), "This is not allowed in a template")
        return failure("expression.not_allowed", f"{words}{self.place(node)}.")

    def _statements(self, node: nodes.Node) -> tuple[tree.Statement, ...]:
        build = self.statements.get(type(node))
        if build is None:
            raise self.refuse(node)
        if self.depth >= MAX_DEPTH:
            raise too_deep()
        self.depth += 1
        built = build(self, node)
        self.depth -= 1
        return built


Build: TypeAlias = Callable[[Translator, "nodes.Node"], tree.Expression]
BuildStatements: TypeAlias = Callable[[Translator, "nodes.Node"], tuple[tree.Statement, ...]]
