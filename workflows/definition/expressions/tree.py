"""
The tree our interpreter walks: the only shapes a template can have once it was accepted.

Every node is plain data. Nothing here can name a Python attribute or a callable: a path is a tuple
of keys, a filter is a name looked up in a closed table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from workflows.definition.json_types import JsonValue

Key: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Reference:
    """A path that a template reads: `tasks.a.output` is root "tasks", path ("a", "output")."""

    root: str
    path: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Literal:
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Path:
    """A name and constant keys below it."""

    root: str
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """The `[start:stop:step]` of a slice."""

    start: Expression | None
    stop: Expression | None
    step: Expression | None


@dataclass(frozen=True, slots=True)
class Reach:
    """Keys that are computed, or below something other than a name."""

    target: Expression
    keys: tuple[Expression | Cut, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Joined:
    """`a ~ b ~ c`."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`first < a <= b`: holds if each neighbouring pair does."""

    first: Expression
    rest: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Either:
    """`a or b or c`: the first that counts as true, else the last."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """`a and b and c`: the first that counts as false, else the last."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    operand: Expression


@dataclass(frozen=True, slots=True)
class Choice:
    """`then if test else otherwise`; null without an else."""

    test: Expression
    then: Expression
    otherwise: Expression | None


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class ObjectOf:
    pairs: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class Filtered:
    value: Expression
    name: str
    arguments: tuple[Expression, ...]
    options: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Tested:
    value: Expression
    name: str
    arguments: tuple[Expression, ...]
    options: tuple[tuple[str, Expression], ...]


Expression: TypeAlias = (
    Literal
    | Path
    | Reach
    | Unary
    | Binary
    | Joined
    | Comparison
    | Either
    | Every
    | Negation
    | Choice
    | ListOf
    | ObjectOf
    | Filtered
    | Tested
)


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """`{{ expression }}`."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Branches:
    """`{% if %}`, its `elif`s and `else`."""

    cases: tuple[tuple[Expression, Body], ...]
    otherwise: Body


@dataclass(frozen=True, slots=True)
class Loop:
    """`{% for names in over if condition %}`."""

    names: tuple[str, ...]
    over: Expression
    condition: Expression | None
    body: Body
    otherwise: Body


Statement: TypeAlias = Text | Shown | Branches | Loop
Body: TypeAlias = tuple[Statement, ...]
