"""
Closed tables of named rules: what may stand after `|` and after `is`.

A rule is called with the value, the meter of this evaluation, then the user's arguments. What it
allocates or walks it pays for first.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from workflows.definition.expressions.failures import failure, list_names, shorten, suggest_name
from workflows.definition.json_types import JsonValue

RuleCall: TypeAlias = Callable[..., JsonValue]
Call = TypeVar("Call", bound=RuleCall)


@dataclass(frozen=True, slots=True)
class Rule:
    """One filter or test; `accepts_missing`: it may be asked about what does not exist."""

    name: str
    summary: str
    call: RuleCall
    signature: inspect.Signature
    accepts_missing: bool

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(self.signature.parameters)[2:]


class RuleTable:
    """Rules by name; filled once on import, read-only afterwards."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.rules: dict[str, Rule] = {}

    def add(
        self, *names: str, summary: str, accepts_missing: bool = False
    ) -> Callable[[Call], Call]:
        def keep(call: Call) -> Call:
            rule = Rule(names[0], summary, call, inspect.signature(call), accepts_missing)
            self.rules.update(dict.fromkeys(names, rule))
            return call

        return keep

    def find(self, name: str, place: str = "") -> Rule:
        """
        The rule of that name.

        Raises:
            ExpressionError: `expression.unknown_filter` or `expression.unknown_test`.
        """
        rule = self.rules.get(name)
        if rule is None:
            known = sorted(key for key in self.rules if key.isalnum() or "_" in key)
            near = suggest_name(name, known)
            raise failure(
                f"expression.unknown_{self.word}",
                f"There is no {self.word} `{shorten(name)}`{place}; "
                f"there are {', '.join(f'`{each}`' for each in known)}.",
                fix=f"Did you mean `{near}`?" if near else None,
            )
        return rule

    def check_arguments(
        self, name: str, arguments: Collection[Any], options: Collection[str], place: str = ""
    ) -> None:
        """
        Raises:
            ExpressionError: the rule does not exist or does not take these arguments.
        """
        rule = self.find(name, place)
        try:
            rule.signature.bind(None, None, *arguments, **dict.fromkeys(options))
        except TypeError:
            takes = list_names(rule.parameters) or "nothing"
            raise failure(
                "expression.arguments",
                f"The {self.word} `{name}` was given arguments it does not take{place}; "
                f"it takes {takes}.",
            ) from None


FILTERS = RuleTable("filter")
TESTS = RuleTable("test")
