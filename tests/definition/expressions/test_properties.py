"""What always holds, for any text and any data."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.definition.expressions.language import LIMITS, SCOPE, render
from workflows.definition.expressions import (
    evaluate,
    find_suspicious_minus,
    parse_condition,
    parse_template,
    problems_in,
    references_in,
)
from workflows.errors import ExpressionError

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=15,
)
FRAGMENTS = r"""
{{ }} {% %} {%- -%} ( ) [ ] { } . , : | ~ + - * / // % ** == != < <= > >= = and or not in is if elif
else endif for endfor recursive set raw endraw true false null none loop inputs tasks fetch output
records name count tags nothing __class__ __init__ upper length default map attribute join sort
tojson fromjson unique round sum select selectattr defined number odd 0 1 2.5 9007199254740993 1e999
'a' "b" '\d' '\ud800' # ! ? & $ @ é
"""
OPERATORS = "+ - * / // % ~ == != < >= in and or"
FILTERS = """
length upper lower trim split first last sort unique reverse round int float string tojson fromjson
sum min max keys values items abs slug default select reject truncate join default(0) join('-')
map(attribute='a') selectattr('a') sort(attribute='id') replace('a','aa') tojson(indent=2)
contains('a') split('a') round(2) sum(attribute='score') unique(attribute='id') capitalize title
"""
TESTS = "defined none number odd empty string mapping"
LEAVES = """
1 2.5 'a' '' true null [] [1,2] {'a':1} inputs.name inputs.count inputs.tags inputs.nothing
inputs.missing inputs tasks tasks.fetch.output.records 9007199254740992 1e308 nowhere
"""
SOURCES = st.lists(st.sampled_from(FRAGMENTS.split()), max_size=25).map(" ".join) | st.text(
    max_size=80
)
# No deadline: other work on the machine is not what these are about.
ALWAYS = settings(max_examples=300, deadline=None)
TIGHT = LIMITS.model_copy(update={"expression_steps": 2_000, "rendered_bytes": 5_000})


def combine(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    operators, filters, tests = (
        st.sampled_from(each.split()) for each in (OPERATORS, FILTERS, TESTS)
    )
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, filters).map(lambda p: f"({p[0]} | {p[1]})"),
        st.tuples(inner, tests).map(lambda p: f"({p[0]} is {p[1]})"),
        pair.map(lambda p: f"({p[0]})[{p[1]}]"),
        pair.map(lambda p: f"({p[0]})[{p[1]}:]"),
        pair.map(lambda p: f"({p[0]} if {p[1]})"),
        inner.map(lambda p: f"(not {p})"),
        inner.map(lambda p: f"(-{p})"),
        st.lists(inner, max_size=3).map(lambda p: f"[{', '.join(p)}]"),
    )


# Well-formed, so that evaluation is reached and not only parsing.
EXPRESSIONS = st.recursive(st.sampled_from(LEAVES.split()), combine, max_leaves=12)


def without_marks(value: Any) -> bool:
    text = json.dumps(value, ensure_ascii=False)
    return "{{" not in text.replace('"', "") and "{%" not in text


@ALWAYS
@given(JSON.filter(without_marks))
def test_a_value_without_template_marks_is_its_own_result(value: Any) -> None:
    assert render(value, {}) == value


@ALWAYS
@given(JSON)
def test_a_single_path_gives_the_very_value(value: Any) -> None:
    rendered = render({"here": "{{ inputs.value }}"}, {"inputs": {"value": value}})

    assert rendered["here"] is value


@ALWAYS
@given(JSON)
def test_data_is_never_read_as_a_template(value: Any) -> None:
    scope = {"inputs": {"value": value, "marked": f"{{{{ 1 + 1 }}}}{value}"}}

    rendered = render(["{{ inputs.value }}", "{{ inputs.marked }}", "{{ inputs.marked }}!"], scope)

    assert rendered == [value, scope["inputs"]["marked"], f"{scope['inputs']['marked']}!"]


@ALWAYS
@given(JSON)
def test_json_written_and_read_back_is_the_same(value: Any) -> None:
    rendered = render("{{ inputs.value | tojson | fromjson }}", {"inputs": {"value": value}})

    assert rendered == value


@ALWAYS
@given(SOURCES)
def test_any_source_is_read_or_refused_and_nothing_else(source: str) -> None:
    for parse in (parse_template, parse_condition):
        try:
            parse(source, limits=LIMITS)
        except ExpressionError as error:
            problem = error.problems[0]
            assert problem.code.startswith("expression.")
            assert problem.message.endswith(".")
            assert len(problem.message) < 1_500


@ALWAYS
@given(SOURCES)
def test_any_source_renders_or_is_refused_and_nothing_else(source: str) -> None:
    try:
        rendered = render(source)
        evaluate(source, SCOPE, limits=LIMITS)
    except ExpressionError:
        return

    json.dumps(rendered, allow_nan=False)


@ALWAYS
@given(EXPRESSIONS)
def test_any_expression_gives_json_or_is_refused_within_its_budget(expression: str) -> None:
    for source in ("{{ " + expression + " }}", "<{{ " + expression + " }}>"):
        try:
            rendered = render(source, SCOPE, TIGHT)
        except ExpressionError:
            continue
        json.dumps(rendered, allow_nan=False)


@ALWAYS
@given(SOURCES)
def test_problems_references_and_hints_never_fail(source: str) -> None:
    problems = problems_in({"a": [source]}, limits=LIMITS)
    references = references_in({"a": [source]}, limits=LIMITS)
    find_suspicious_minus(source)

    assert all(problem.path == "/a/0" for problem in problems)
    assert not (problems and references)


@ALWAYS
@given(EXPRESSIONS)
def test_every_name_that_is_read_is_a_reference(expression: str) -> None:
    source = "{{ " + expression + " }}"
    try:
        references = parse_template(source, limits=LIMITS).references
    except ExpressionError:
        return

    only_those = {each.root: SCOPE[each.root] for each in references if each.root in SCOPE}

    assert outcome(source, only_those) == outcome(source, SCOPE)


def outcome(source: str, scope: dict[str, Any]) -> Any:
    try:
        return render(source, scope, TIGHT)
    except ExpressionError as error:
        return error.problems[0].code
