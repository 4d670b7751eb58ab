"""What values become: types, text forms, what is missing, where an error points."""

from __future__ import annotations

import pytest

from tests.definition.expressions.language import LIMITS, SCOPE, refusal, render
from workflows.definition.expressions import problems_in


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ inputs.count }}", 5),
        ("{{ inputs.rate }}", 0.5),
        ("{{ inputs.nothing }}", None),
        ("{{ inputs.tags }}", ["b", "a", "b"]),
        ("{{ inputs['odd key'] }}", 1),
        ("{{ inputs.tags[0] }}", "b"),
        ("{{ inputs.tags[-1] }}", "b"),
        ("{{ inputs.tags.0 }}", "b"),
        ("{{ tasks.fetch.output.records[1].author.name }}", "Bob"),
        ("{{ inputs.count > 3 }}", True),
        ("{{ inputs.count + 1 }}", 6),
        ("{{- inputs.count -}}", 5),
        ("{{ {'a': [inputs.count, null]} }}", {"a": [5, None]}),
    ],
)
def test_a_single_expression_keeps_its_type(template: str, expected: object) -> None:
    rendered = render(template)

    assert rendered == expected
    assert type(rendered) is type(expected)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("n={{ inputs.count }}", "n=5"),
        ("{{ inputs.count }}\n", "5\n"),
        (" {{ inputs.count }}", " 5"),
        ("[{{ inputs.nothing }}]", "[]"),
        ("{{ true }}{{ false }}", "truefalse"),
        ("{{ inputs.rate }}!", "0.5!"),
        ("{{ inputs.tags }}!", '["b", "a", "b"]!'),
        ("{{ {'a': 'é'} }}!", '{"a": "é"}!'),
        ("{% raw %}{{ inputs }}{% endraw %}", "{{ inputs }}"),
        ("{{ '{{' }} {# not a comment #}", "{{ {# not a comment #}"),
        ("a\r\n{{ inputs.count }}", "a\n5"),
    ],
)
def test_anything_around_an_expression_makes_it_text(template: str, expected: str) -> None:
    assert render(template) == expected


def test_rendering_walks_lists_and_objects_but_not_keys() -> None:
    value = {"{{ inputs.count }}": ["{{ inputs.count }}", 1, None, {"deep": "{{ inputs.name }}"}]}

    rendered = render(value)

    assert rendered == {"{{ inputs.count }}": [5, 1, None, {"deep": "Ada"}]}


@pytest.mark.parametrize(
    "path",
    [
        "tasks.skipped.output.records",
        "tasks.skipped.output.a.b[0]['c']",
        "inputs.nothing[inputs.name].x",
    ],
)
def test_a_path_into_null_is_null(path: str) -> None:
    assert render("{{ " + path + " }}") is None


def test_a_missing_key_names_the_keys_there_are() -> None:
    problem = refusal("{{ tasks.fetch.output.recods }}")

    assert problem.code == "expression.unknown_name"
    assert problem.message == ("`tasks.fetch.output` has no `recods`; it has `records`, `total`.")
    assert problem.fix == "Did you mean `records`?"


def test_an_unknown_name_lists_the_known_ones() -> None:
    problem = refusal("{{ task.fetch.output }}")

    assert problem.message.startswith("There is no `task` here; known: `inputs`, `tasks`")
    assert problem.fix == "Did you mean `tasks`?"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ inputs.tags[9] }}", "`inputs.tags` has no index 9; its length is 3."),
        ("{{ inputs.count.x }}", "`inputs.count` is a number, so it has no `x`."),
        ("{{ inputs.name.upper }}", "`inputs.name` is text, so it has no `upper`."),
        ("{{ inputs.tags.name }}", "`inputs.tags` is a list, so it has no `name`."),
        ("{{ inputs[inputs.tags] }}", "This value has no `a list`"),
        ("{{ {}.x }}", "This value has no `x`, it is empty."),
    ],
)
def test_a_lookup_that_cannot_work_says_why(template: str, words: str) -> None:
    problem = refusal(template)

    assert problem.code == "expression.unknown_name"
    assert problem.message.startswith(words)


def test_only_the_first_keys_of_a_large_object_are_listed() -> None:
    scope = {"inputs": {f"key_{n}": n for n in range(1_000)}}

    problem = refusal("{{ inputs.other }}", scope)

    assert problem.message.endswith("`key_11` and 988 more.")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ inputs.missing | default('x') }}", "x"),
        ("{{ inputs.missing.deeper[0].still | default('x') }}", "x"),
        ("{{ nowhere | default('x') }}", "x"),
        ("{{ inputs.nothing | default('x') }}", "x"),
        ("{{ inputs.nothing | d('x') }}", "x"),
        ("{{ inputs.missing | default }}", ""),
        ("{{ 0 | default('x') }}", 0),
        ("{{ 0 | default('x', true) }}", "x"),
        ("{{ inputs.missing is defined }}", False),
        ("{{ inputs.nothing is defined }}", True),
        ("{{ inputs.missing is undefined }}", True),
        ("{{ (inputs.missing if true else 1) | default(2) }}", 2),
    ],
)
def test_what_is_missing_can_be_asked_about(template: str, expected: object) -> None:
    assert render(template) == expected


@pytest.mark.parametrize(
    "use",
    [
        "inputs.x or 1",
        "not inputs.x",
        "inputs.x == 1",
        "[inputs.x]",
        "inputs.x | upper",
        "1 if inputs.x",
    ],
)
def test_what_is_missing_cannot_be_used(use: str) -> None:
    assert refusal("{{ " + use + " }}").code == "expression.unknown_name"


def test_an_error_points_to_the_string_inside_the_value() -> None:
    problem = refusal({"a/b": [1, {"c~d": "{{ inputs.missing }}"}]})

    assert problem.path == "/a~1b/1/c~0d"


def test_every_wrong_template_of_a_value_is_listed() -> None:
    value = {"first": "{{ a", "fine": "{{ inputs.x }}", "list": ["{{ b() }}"]}

    problems = problems_in(value, limits=LIMITS)

    assert [(p.path, p.code) for p in problems] == [
        ("/first", "expression.syntax"),
        ("/list/0", "expression.not_allowed"),
    ]


def test_a_whole_output_is_passed_on_without_copying() -> None:
    rendered = render("{{ tasks.fetch.output }}")

    assert rendered is SCOPE["tasks"]["fetch"]["output"]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{% for t in inputs.tags %}{{ loop.index0 }}{{ t }}{% endfor %}", "0b1a2b"),
        (
            "{% for t in [1, 2] %}{{ t }}{{ '' if loop.last else ',' }}{% endfor %}",
            "1,2",
        ),
        ("{% for t in inputs.tags if t == 'a' %}{{ loop.length }}{% endfor %}", "1"),
        ("{% for t in [] %}x{% else %}none{% endfor %}", "none"),
        ("{% for k, v in {'a': 1, 'b': 2} | items %}{{ k }}{{ v }}{% endfor %}", "a1b2"),
        ("{% for k in {'a': 1} %}{{ k }}{% endfor %}", "a"),
        (
            "{% for a in [1, 2] %}{% for b in [3] %}{{ a ~ b }},{% endfor %}{% endfor %}",
            "13,23,",
        ),
        ("{% for inputs in [1] %}{{ inputs }}{% endfor %}{{ inputs.count }}", "15"),
        ("{% if inputs.count > 9 %}a{% elif inputs.count > 4 %}b{% else %}c{% endif %}", "b"),
        ("{% if false %}a{% endif %}", ""),
        ("a {%- if true %} b {%- endif -%} c", "a bc"),
    ],
)
def test_blocks_write_text(template: str, expected: str) -> None:
    assert render(template) == expected


def test_a_loop_over_null_advises_a_default() -> None:
    problem = refusal("{% for x in inputs.nothing %}{% endfor %}")

    assert problem.message == "A loop needs a list or an object, but this is null."
    assert problem.fix == "Write `| default([])` before it if it may be missing."


def test_a_loop_takes_items_apart_only_if_they_fit() -> None:
    assert refusal("{% for a, b in [[1]] %}{% endfor %}").code == "expression.type"
