"""The expressions a template may hold, by Jinja2's node class."""

from __future__ import annotations

import math

from jinja2 import nodes

from workflows.definition.expressions import tree
from workflows.definition.expressions.failures import failure
from workflows.definition.expressions.rules import FILTERS, TESTS, RuleTable
from workflows.definition.expressions.translator import Build, Translator
from workflows.definition.expressions.values import SAFE_INTEGER

OPERATORS: dict[type[nodes.Expr], str] = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Neg: "-",
    nodes.Pos: "+",
}


def _const(translator: Translator, node: nodes.Node) -> tree.Expression:
    assert isinstance(node, nodes.Const)
    value = node.value
    if isinstance(value, str):
        value = _whole_text(translator, node, value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise failure("expression.number", f"This number is too large{translator.place(node)}.")
    elif type(value) is int and abs(value) > SAFE_INTEGER:
        raise failure(
            "expression.number",
            f"Whole numbers beyond 2^53 are not exact in JSON{translator.place(node)}.",
        )
    return tree.Literal(value)


def _whole_text(translator: Translator, node: nodes.Node, text: str) -> str:
    try:
        # "\ud83d\ude00" is one character to JSON's readers, two halves to Python.
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        whole = "\0"
    if "\0" in whole:
        raise failure(
            "expression.syntax",
            f"A text cannot hold \\u0000 or half a character{translator.place(node)}.",
        )
    return whole


def _name(translator: Translator, node: nodes.Node) -> tree.Expression:
    return _path(translator, node)


def _path(translator: Translator, node: nodes.Node) -> tree.Expression:
    """A chain of keys, flat: the constant ones right after a name become a path."""
    steps: list[nodes.Node | str] = []
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        steps.append(node.attr if isinstance(node, nodes.Getattr) else node.arg)
        node = node.node
    keys = [_key(translator, step) for step in reversed(steps)]
    if not isinstance(node, nodes.Name):
        return tree.Reach(translator.translate(node), tuple(keys))
    return _named_path(translator, node.name, keys)


def _named_path(
    translator: Translator, name: str, keys: list[tree.Expression | tree.Cut]
) -> tree.Expression:
    if name == "null" and not keys and name not in translator.bound:
        return tree.Literal(None)
    constant: list[tree.Key] = []
    for key in keys:
        if not isinstance(key, tree.Literal) or type(key.value) not in (str, int):
            break
        constant.append(key.value)
    translator.note_reference(name, tuple(constant))
    path = tree.Path(name, tuple(constant))
    rest = tuple(keys[len(constant) :])
    return tree.Reach(path, rest) if rest else path


def _key(translator: Translator, step: nodes.Node | str) -> tree.Expression | tree.Cut:
    if isinstance(step, str):
        return tree.Literal(step)
    if isinstance(step, nodes.Slice):
        return tree.Cut(
            translator.translate_optional(step.start),
            translator.translate_optional(step.stop),
            translator.translate_optional(step.step),
        )
    key = translator.translate(step)
    if isinstance(key, tree.Unary) and isinstance(key.operand, tree.Literal):
        return _negative_index(key)
    return key


def _negative_index(key: tree.Unary) -> tree.Expression:
    value = key.operand.value if isinstance(key.operand, tree.Literal) else None
    return tree.Literal(-value) if type(value) is int and key.operator == "-" else key


def _binary(translator: Translator, node: nodes.Node) -> tree.Expression:
    assert isinstance(node, nodes.BinExpr)
    left = translator.translate(node.left)
    return tree.Binary(OPERATORS[type(node)], left, translator.translate(node.right))


def _unary(translator: Translator, node: nodes.Node) -> tree.Expression:
    assert isinstance(node, nodes.UnaryExpr)
    return tree.Unary(OPERATORS[type(node)], translator.translate(node.node))


def _not(translator: Translator, node: nodes.Node) -> tree.Expression:
    assert isinstance(node, nodes.Not)
    return tree.Negation(translator.translate(node.node))


def _every(translator: Translator, node: nodes.Node) -> tree.Expression:
    return tree.Every(translator.translate_all(_flatten(node, nodes.And)))


def _either(translator: Translator, node: nodes.Node) -> tree.Expression:
    return tree.Either(translator.translate_all(_flatten(node, nodes.Or)))


def _flatten(node: nodes.Node, kind: type[nodes.BinExpr]) -> list[nodes.Node]:
    parts: list[nodes.Node] = []
    while isinstance(node, kind):
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]


def _compare(translator: Translator, node: nodes.Node) -> tree.Expression:
    assert isinstance(node, nodes.Compare)
    rest = [(operand.op, translator.translate(operand.expr)) for operand in node.ops]
    return tree.Comparison(translator.translate(node.expr), tuple(rest))


def _choice(translator: Translator, node: nodes.Node) -> tree.Expression:
    assert isinstance(node, nodes.CondExpr)
    return tree.Choice(
        translator.translate(node.test),
        translator.translate(node.expr1),
        translator.translate_optional(node.expr2),
    )


def _joined(translator: Translator, node: nodes.Node) -> tree.Expression:
    assert isinstance(node, nodes.Concat)
    return tree.Joined(translator.translate_all(node.nodes))


def _list(translator: Translator, node: nodes.Node) -> tree.Expression:
    assert isinstance(node, nodes.List | nodes.Tuple)
    return tree.ListOf(translator.translate_all(node.items))


def _object(translator: Translator, node: nodes.Node) -> tree.Expression:
    assert isinstance(node, nodes.Dict)
    pairs = [(translator.translate(p.key), translator.translate(p.value)) for p in node.items]
    return tree.ObjectOf(tuple(pairs))


def _filtered(translator: Translator, node: nodes.Node) -> tree.Expression:
    assert isinstance(node, nodes.Filter)
    if node.node is None:
        raise translator.refuse(node)
    arguments, options = _arguments(translator, node, FILTERS)
    return tree.Filtered(translator.translate(node.node), node.name, arguments, options)


def _tested(translator: Translator, node: nodes.Node) -> tree.Expression:
    assert isinstance(node, nodes.Test)
    arguments, options = _arguments(translator, node, TESTS)
    return tree.Tested(translator.translate(node.node), node.name, arguments, options)


def _arguments(
    translator: Translator, node: nodes.Filter | nodes.Test, table: RuleTable
) -> tuple[tuple[tree.Expression, ...], tuple[tuple[str, tree.Expression], ...]]:
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        raise failure(
            "expression.not_allowed",
            f"`*` and `**` arguments do not exist{translator.place(node)}.",
        )
    options = [(str(option.key), option.value) for option in node.kwargs]
    names = [name for name, _ in options]
    table.check_arguments(node.name, node.args, names, translator.place(node))
    read = [(name, translator.translate(value)) for name, value in options]
    return translator.translate_all(node.args), tuple(read)


EXPRESSIONS: dict[type[nodes.Node], Build] = {
    nodes.Const: _const,
    nodes.Name: _name,
    nodes.Getattr: _path,
    nodes.Getitem: _path,
    nodes.Add: _binary,
    nodes.Sub: _binary,
    nodes.Mul: _binary,
    nodes.Div: _binary,
    nodes.FloorDiv: _binary,
    nodes.Mod: _binary,
    nodes.Neg: _unary,
    nodes.Pos: _unary,
    nodes.Not: _not,
    nodes.And: _every,
    nodes.Or: _either,
    nodes.Compare: _compare,
    nodes.CondExpr: _choice,
    nodes.Concat: _joined,
    nodes.List: _list,
    nodes.Tuple: _list,
    nodes.Dict: _object,
    nodes.Filter: _filtered,
    nodes.Test: _tested,
}
