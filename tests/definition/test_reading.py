from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from tests.definition.documents import LIMITS, limits_of
from workflows.definition.parse import read_text
from workflows.definition.read_yaml import read_yaml
from workflows.errors import DocumentInvalid


def code_of(text: str, **limits: float) -> str:
    with pytest.raises(DocumentInvalid) as caught:
        read_text(text, limits=limits_of(**limits))
    return caught.value.problems[0].code


def value_of(text: str) -> Any:
    return read_text(f"value: {text}", limits=LIMITS)["value"]


def test_yaml_and_json_of_one_value_are_read_alike() -> None:
    value = {"a": [1, 2.5, None, True, "x"], "b": {"c": ""}}

    from_json = read_text(json.dumps(value), limits=LIMITS)
    from_yaml = read_text("a: [1, 2.5, null, true, x]\nb:\n  c: ''\n", limits=LIMITS)

    assert from_json == from_yaml == value


def test_yaml_in_braces_is_read() -> None:
    assert read_text("{a: 1, b: [x]}", limits=LIMITS) == {"a": 1, "b": ["x"]}


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_text('\ufeff{"a": 1}', limits=LIMITS) == {"a": 1}


@pytest.mark.parametrize("text", ["yes", "no", "on", "off", "2024-01-01", "12:30", "1_000", "<<"])
def test_what_yaml_1_1_would_convert_stays_text(text: str) -> None:
    assert value_of(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("012", 12), ("+3", 3), ("-4", -4), ("0o17", 15), ("0x1F", 31), ("1e3", 1000.0),
        (".5", 0.5), ("5.", 5.0), ("-2.5E-1", -0.25), ("~", None), ("", None), ("TRUE", True),
    ],
)  # fmt: skip
def test_plain_scalars_follow_the_core_schema_of_yaml_1_2(text: str, value: Any) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize("text", ["'1'", '"true"', "'null'", "|\n  3"])
def test_quoted_scalars_are_texts(text: str) -> None:
    assert isinstance(value_of(text), str)


def test_keys_are_texts_as_written() -> None:
    value = read_text("1: a\ntrue: b\nnull: c\n", limits=LIMITS)

    assert value == {"1": "a", "true": "b", "null": "c"}


@pytest.mark.parametrize("text", ["&a {x: 1}", "[&a 1]", "&a k: v"])
def test_anchors_are_refused(text: str) -> None:
    assert code_of(f"a: {text}" if not text.startswith("&a k") else text) == "text.alias"


def test_aliases_that_multiply_are_refused_before_they_do() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )

    assert code_of(bomb) == "text.alias"


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!str", "!x", "!", "!!binary", "!!set"]
)
def test_every_tag_is_refused(tag: str) -> None:
    assert code_of(f"a: {tag} x") == "text.tag"


@pytest.mark.parametrize(
    "text", ["a: 1\na: 2", "x: {b: 1, b: 1}", '{"a": 1, "a": 1}', "1: a\n'1': b"]
)
def test_doubled_keys_are_refused(text: str) -> None:
    assert code_of(text) == "text.duplicate_key"


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2", "a: [", "\ta: 1", "a: 'x", "{", '{"a": ]'])
def test_broken_text_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(DocumentInvalid, match="line"):
        read_text(text, limits=LIMITS)


def test_a_tab_that_indents_is_named() -> None:
    with pytest.raises(DocumentInvalid) as caught:
        read_text("tasks:\n\ta: {kind: wait}\n", limits=LIMITS)

    assert "indent with spaces, not with tabs (line 2" in caught.value.problems[0].message


@pytest.mark.parametrize("text", ["", "# nothing", "- a", "3", "[]", "null"])
def test_what_is_no_object_is_no_document(text: str) -> None:
    assert code_of(text) == "text.not_a_document"


@pytest.mark.parametrize(
    "text",
    [
        "a: .nan", "a: -.inf", '{"a": NaN}', '{"a": -Infinity}', '{"a": 1e400}', "a: 1e400",
        "a: 9007199254740992", '{"a": -9007199254740992}', "a: " + "9" * 5000,
        '{"a": ' + "9" * 5000 + "}", "a: 1e16",
    ],
)  # fmt: skip
def test_numbers_that_readers_would_change_are_refused(text: str) -> None:
    assert code_of(text) == "json.number"


def test_the_largest_safe_number_is_read() -> None:
    assert value_of(str(2**53 - 1)) == 2**53 - 1


@pytest.mark.parametrize("text", ['{"a": "\\u0000"}', '{"a": "\\ud800"}', '{"\\udfff": 1}'])
def test_characters_that_cannot_be_stored_are_refused(text: str) -> None:
    assert code_of(text) == "json.text"


def test_characters_that_yaml_does_not_know_are_refused() -> None:
    assert code_of("a: \x07") == "text.syntax"


def test_a_half_surrogate_in_the_text_itself_is_refused() -> None:
    assert code_of("a: \ud800") == "text.syntax"


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_depth_at_the_limit_is_read_and_above_refused(opening: str, closing: str) -> None:
    deepest = opening * 63 + "1" + closing * 63

    assert read_text(f"value: {deepest}", limits=LIMITS)
    assert code_of(f"value: {opening}{deepest}{closing}") == "json.depth"


def test_json_depth_at_the_limit_is_read_and_above_refused() -> None:
    deepest = "[" * 63 + "]" * 63

    assert read_text(f'{{"value": {deepest}}}', limits=LIMITS)
    assert code_of(f'{{"value": [{deepest}]}}') == "json.depth"


@pytest.mark.parametrize("text", ['{"a":' * 100_000, "[" * 100_000, "a: " + "{a: " * 100_000])
def test_absurd_depth_is_refused_without_exhausting_the_stack(text: str) -> None:
    assert code_of(text) in {"json.depth", "text.syntax"}


def test_size_at_the_limit_is_read_and_above_refused() -> None:
    text = '{"a": "' + "ä" * 20 + '"}'
    size = len(text.encode())

    assert read_text(text, limits=limits_of(document_bytes=size))
    assert code_of(text, document_bytes=size - 1) == "limit.bytes"


def test_the_python_reader_of_yaml_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.definition.read_yaml.Loader", yaml.SafeLoader)

    assert read_yaml("a: [1, no, ~]", max_depth=9) == {"a": [1, "no", None]}
