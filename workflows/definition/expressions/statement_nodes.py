"""The statements a template may hold, by Jinja2's node class: output, `if` and `for`."""

from __future__ import annotations

from jinja2 import nodes

from workflows.definition.expressions import tree
from workflows.definition.expressions.failures import failure
from workflows.definition.expressions.translator import BuildStatements, Translator

MAX_LOOPS = 2


def _output(translator: Translator, node: nodes.Node) -> tuple[tree.Statement, ...]:
    assert isinstance(node, nodes.Output)
    return tuple(
        tree.Text(part.data)
        if isinstance(part, nodes.TemplateData)
        else tree.Shown(translator.translate(part))
        for part in node.nodes
    )


def _if(translator: Translator, node: nodes.Node) -> tuple[tree.Statement, ...]:
    assert isinstance(node, nodes.If)
    cases = [
        (translator.translate(case.test), translator.translate_body(case.body))
        for case in [node, *node.elif_]
    ]
    return (tree.Branches(tuple(cases), translator.translate_body(node.else_)),)


def _for(translator: Translator, node: nodes.Node) -> tuple[tree.Statement, ...]:
    assert isinstance(node, nodes.For)
    if node.recursive or translator.loops >= MAX_LOOPS:
        raise failure(
            "expression.not_allowed",
            f"Loops may be nested once and not be recursive{translator.place(node)}.",
        )
    names = _loop_names(translator, node.target)
    over = translator.translate(node.iter)
    outside = translator.bound
    translator.loops += 1
    translator.bound = outside | {*names}
    condition = translator.translate_optional(node.test)
    translator.bound |= {"loop"}
    body = translator.translate_body(node.body)
    translator.bound = outside
    translator.loops -= 1
    return (tree.Loop(names, over, condition, body, translator.translate_body(node.else_)),)


def _loop_names(translator: Translator, target: nodes.Node) -> tuple[str, ...]:
    parts = target.items if isinstance(target, nodes.Tuple) else [target]
    names = [part.name for part in parts if isinstance(part, nodes.Name)]
    if len(names) != len(parts):
        raise translator.refuse(target)
    return tuple(names)


STATEMENTS: dict[type[nodes.Node], BuildStatements] = {
    nodes.Output: _output,
    nodes.If: _if,
    nodes.For: _for,
}
