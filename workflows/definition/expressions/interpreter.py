"""
Walks our tree over plain JSON. Every node costs a step; nothing is compiled or called by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.definition.expressions import tree
from workflows.definition.expressions.arithmetic import compare, compute, negate
from workflows.definition.expressions.budget import LOOP_ITEMS, Meter
from workflows.definition.expressions.failures import failure
from workflows.definition.expressions.paths import Missing, follow_path, pick_or_missing
from workflows.definition.expressions.rules import FILTERS, TESTS, Rule
from workflows.definition.expressions.values import format_text, wrong_kind
from workflows.definition.json_types import JsonValue


@dataclass(frozen=True, slots=True)
class Frame:
    """The names in reach and what is left to spend."""

    names: Mapping[str, JsonValue]
    meter: Meter

    def extend(self, names: Mapping[str, JsonValue]) -> Frame:
        return Frame({**self.names, **names}, self.meter)


def evaluate(node: tree.Expression, frame: Frame) -> JsonValue:
    """
    The value of an expression.

    Raises:
        ExpressionError: it is missing, of a wrong kind, or too much work.
    """
    value = evaluate_leniently(node, frame)
    if type(value) is Missing:
        raise value.as_error()
    return value


def evaluate_leniently(node: tree.Expression, frame: Frame) -> JsonValue | Missing:
    """The value, or what is missing: only `default`, `is defined` and paths may go on with that."""
    frame.meter.spend()
    return EVALUATORS[type(node)](node, frame)


def _literal(node: tree.Literal, frame: Frame) -> JsonValue:
    return node.value


def _path(node: tree.Path, frame: Frame) -> JsonValue | Missing:
    return follow_path(node, frame.names)


def _reach(node: tree.Reach, frame: Frame) -> JsonValue | Missing:
    value = evaluate_leniently(node.target, frame)
    for key in node.keys:
        if isinstance(key, tree.Cut):
            value = _cut(value, key, frame)
        else:
            value = pick_or_missing(value, evaluate(key, frame))
    return value


def _cut(value: JsonValue | Missing, cut: tree.Cut, frame: Frame) -> JsonValue | Missing:
    if value is None or type(value) is Missing:
        return value
    if type(value) is not list and type(value) is not str:
        raise wrong_kind("A slice", "a list or text", value)
    start, stop, step = (_bound(part, frame) for part in (cut.start, cut.stop, cut.step))
    if step == 0:
        raise failure("expression.type", "The step of a slice cannot be 0.")
    frame.meter.spend_nodes(len(value))
    return value[start:stop:step]


def _bound(node: tree.Expression | None, frame: Frame) -> int | None:
    value = None if node is None else evaluate(node, frame)
    if value is not None and type(value) is not int:
        raise wrong_kind("A slice", "whole numbers", value)
    return value


def _unary(node: tree.Unary, frame: Frame) -> JsonValue:
    return negate(node.operator, evaluate(node.operand, frame))


def _binary(node: tree.Binary, frame: Frame) -> JsonValue:
    left = evaluate(node.left, frame)
    return compute(node.operator, left, evaluate(node.right, frame), frame.meter)


def _joined(node: tree.Joined, frame: Frame) -> JsonValue:
    parts = [format_text(evaluate(part, frame), frame.meter) for part in node.parts]
    frame.meter.spend_text(sum(len(part) for part in parts))
    return "".join(parts)


def _comparison(node: tree.Comparison, frame: Frame) -> JsonValue:
    left = evaluate(node.first, frame)
    for symbol, operand in node.rest:
        right = evaluate(operand, frame)
        if not compare(symbol, left, right, frame.meter):
            return False
        left = right
    return True


def _either(node: tree.Either, frame: Frame) -> JsonValue:
    value: JsonValue = None
    for part in node.parts:
        value = evaluate(part, frame)
        if value:
            break
    return value


def _every(node: tree.Every, frame: Frame) -> JsonValue:
    value: JsonValue = None
    for part in node.parts:
        value = evaluate(part, frame)
        if not value:
            break
    return value


def _negation(node: tree.Negation, frame: Frame) -> JsonValue:
    return not evaluate(node.operand, frame)


def _choice(node: tree.Choice, frame: Frame) -> JsonValue | Missing:
    if evaluate(node.test, frame):
        return evaluate_leniently(node.then, frame)
    return None if node.otherwise is None else evaluate_leniently(node.otherwise, frame)


def _list(node: tree.ListOf, frame: Frame) -> JsonValue:
    return [evaluate(item, frame) for item in node.items]


def _object(node: tree.ObjectOf, frame: Frame) -> JsonValue:
    made: dict[str, JsonValue] = {}
    for key_node, value_node in node.pairs:
        key = evaluate(key_node, frame)
        if type(key) is not str:
            raise wrong_kind("The key of an object", "text", key)
        made[key] = evaluate(value_node, frame)
    return made


def _filtered(node: tree.Filtered, frame: Frame) -> JsonValue:
    return _apply(FILTERS.find(node.name), node, frame)


def _tested(node: tree.Tested, frame: Frame) -> JsonValue:
    return _apply(TESTS.find(node.name), node, frame)


def _apply(rule: Rule, node: tree.Filtered | tree.Tested, frame: Frame) -> JsonValue:
    read = evaluate_leniently if rule.accepts_missing else evaluate
    value = read(node.value, frame)
    arguments = [evaluate(argument, frame) for argument in node.arguments]
    options = {name: evaluate(option, frame) for name, option in node.options}
    return rule.call(value, frame.meter, *arguments, **options)


EVALUATORS: dict[type, Callable[[Any, Frame], JsonValue | Missing]] = {
    tree.Literal: _literal,
    tree.Path: _path,
    tree.Reach: _reach,
    tree.Unary: _unary,
    tree.Binary: _binary,
    tree.Joined: _joined,
    tree.Comparison: _comparison,
    tree.Either: _either,
    tree.Every: _every,
    tree.Negation: _negation,
    tree.Choice: _choice,
    tree.ListOf: _list,
    tree.ObjectOf: _object,
    tree.Filtered: _filtered,
    tree.Tested: _tested,
}


def write_body(body: tree.Body, frame: Frame, pieces: list[str]) -> None:
    """Append the text of a template's statements."""
    for statement in body:
        frame.meter.spend()
        WRITERS[type(statement)](statement, frame, pieces)


def _write_text(node: tree.Text, frame: Frame, pieces: list[str]) -> None:
    pieces.append(frame.meter.write(node.text))


def _write_shown(node: tree.Shown, frame: Frame, pieces: list[str]) -> None:
    text = format_text(evaluate(node.expression, frame), frame.meter)
    pieces.append(frame.meter.write(text))


def _write_branches(node: tree.Branches, frame: Frame, pieces: list[str]) -> None:
    for test, body in node.cases:
        if evaluate(test, frame):
            return write_body(body, frame, pieces)
    return write_body(node.otherwise, frame, pieces)


def _write_loop(node: tree.Loop, frame: Frame, pieces: list[str]) -> None:
    rounds = _rounds(node, frame)
    if not rounds:
        write_body(node.otherwise, frame, pieces)
    for index, names in enumerate(rounds):
        loop = _describe_round(index, len(rounds))
        write_body(node.body, frame.extend({**names, "loop": loop}), pieces)


def _rounds(node: tree.Loop, frame: Frame) -> list[dict[str, JsonValue]]:
    rounds = [_name_item(node.names, item) for item in _items(evaluate(node.over, frame))]
    frame.meter.spend(len(rounds))
    if node.condition is None:
        return rounds
    return [names for names in rounds if evaluate(node.condition, frame.extend(names))]


def _items(value: JsonValue) -> list[JsonValue]:
    if type(value) is not list and type(value) is not dict:
        raise wrong_kind("A loop", "a list or an object", value, "[]")
    if len(value) > LOOP_ITEMS:
        raise failure(
            "expression.budget",
            f"A loop in a template takes at most {LOOP_ITEMS:,} items; this has {len(value):,}.",
            fix="Use a map task for long lists.",
        )
    return list(value)


def _name_item(names: tuple[str, ...], item: JsonValue) -> dict[str, JsonValue]:
    if len(names) == 1:
        return {names[0]: item}
    if type(item) is not list or len(item) != len(names):
        raise failure(
            "expression.type", f"This loop takes each item apart into {len(names)} parts."
        )
    return dict(zip(names, item, strict=True))


def _describe_round(index: int, length: int) -> dict[str, JsonValue]:
    return {
        "index": index + 1,
        "index0": index,
        "first": index == 0,
        "last": index == length - 1,
        "length": length,
    }


WRITERS: dict[type, Callable[[Any, Frame, list[str]], None]] = {
    tree.Text: _write_text,
    tree.Shown: _write_shown,
    tree.Branches: _write_branches,
    tree.Loop: _write_loop,
}
