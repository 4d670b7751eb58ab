from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.functions.calling import call, failure_of
from workflows.errors import PermanentError
from workflows.functions.child import run_in_child
from workflows.functions.context import TaskContext
from workflows.functions.registry import get_function

texts = st.text(max_size=60)


def extract_in_child(text: str, pattern: str, limit: int = 1_000) -> object:
    arguments = {"text": text, "pattern": pattern, "limit": limit}
    spec = get_function("text.extract")
    return run_in_child(spec, arguments, TaskContext(), timeout_s=5, memory_mb=128).output


def test_cases_change() -> None:
    assert call("text.upper", text="Straße") == "STRASSE"
    assert call("text.lower", text="ÄB") == "äb"


def test_trimming_takes_white_space_or_what_is_named() -> None:
    assert call("text.trim", text="  a b\n") == "a b"
    assert call("text.trim", text="--a--", characters="-") == "a"


@given(texts, texts)
def test_trimming_takes_what_python_takes(text: str, characters: str) -> None:
    assert call("text.trim", text=text, characters=characters) == text.strip(characters or None)


def test_long_texts_are_trimmed_and_named_in_time_that_grows_with_them() -> None:
    began = time.monotonic()

    call("text.trim", text="a" * 500_000, characters="b" * 500_000 + "a")
    call("text.slug", text="a" + "\u0301\u0323" * 250_000)

    assert time.monotonic() - began < 2.5  # by looks at each pair it would be minutes


def test_replacing_takes_every_occurrence() -> None:
    assert call("text.replace", text="a-b-c", find="-", replace_with="+") == "a+b+c"
    assert call("text.replace", text="a-b", find="-") == "ab"


def test_a_replacement_that_explodes_is_refused_before_it_is_made() -> None:
    code = failure_of("text.replace", text="a" * 100_000, find="a", replace_with="b" * 100_000)

    assert code == "too_large"


def test_a_join_that_explodes_is_refused() -> None:
    assert failure_of("text.join", texts=[""] * 1_000, separator="x" * 100_000) == "too_large"


@given(st.lists(texts.filter(lambda text: "|" not in text), min_size=1))
def test_splitting_undoes_joining(parts: list[str]) -> None:
    joined = call("text.join", texts=parts, separator="|")

    assert call("text.split", text=joined, separator="|") == parts


@given(texts, st.integers(1, 5))
def test_a_split_never_has_more_parts_than_asked_for(text: str, limit: int) -> None:
    parts = call("text.split", text=text, separator="a", limit=limit)

    assert len(parts) <= limit
    assert "a".join(parts) == text


def test_words_characters_and_lines_are_counted() -> None:
    counted = call("text.word_count", text="one two\nthree")

    assert counted == {"words": 3, "characters": 13, "lines": 2}


@given(texts, st.integers(0, 30), texts)
def test_a_truncated_text_is_never_longer_than_asked_for(
    text: str, length: int, ending: str
) -> None:
    cut = call("text.truncate", text=text, length=length, ending=ending)

    assert len(cut) <= length or cut == text
    assert len(text) > length or cut == text


def test_a_cut_is_shown() -> None:
    assert call("text.truncate", text="a long text", length=7) == "a long…"


@given(texts)
def test_a_slug_is_always_its_own_slug(text: str) -> None:
    slug = call("text.slug", text=text)

    assert call("text.slug", text=slug) == slug
    assert slug == "" or all(c.isascii() and (c.isalnum() or c == "-") for c in slug)


def test_a_slug_keeps_what_ascii_has() -> None:
    assert call("text.slug", text=" Crème brûlée, 2! ") == "creme-brulee-2"


@given(texts, texts)
def test_similarity_is_symmetric_and_a_share(first: str, second: str) -> None:
    alike = call("text.similarity", first=first, second=second)

    assert 0 <= alike <= 1
    assert alike == call("text.similarity", first=second, second=first)


@given(texts)
def test_a_text_is_wholly_similar_to_itself(text: str) -> None:
    assert call("text.similarity", first=text, second=text) == 1


def test_similar_texts_are_more_similar() -> None:
    near = call("text.similarity", first="the quick fox", second="the quick foxes")
    far = call("text.similarity", first="the quick fox", second="lazy dogs")

    assert near > 0.8 > 0.2 > far


def test_patterns_find_matches_groups_and_names() -> None:
    assert call("text.extract", text="a1 b2", pattern=r"\w\d") == ["a1", "b2"]
    assert call("text.extract", text="a1 b2", pattern=r"(\w)(\d)") == [["a", "1"], ["b", "2"]]
    assert call("text.extract", text="k=v", pattern=r"(?P<key>\w)=") == [{"key": "k"}]
    assert call("text.extract", text="aaaa", pattern="a", limit=2) == ["a", "a"]


@pytest.mark.parametrize("pattern", ["(", "[", "(?P<a>", "*", "(?:" * 160])
def test_a_wrong_pattern_is_told(pattern: str) -> None:
    assert failure_of("text.extract", text="a", pattern=pattern) == "pattern"


@pytest.mark.parametrize(
    "pattern", ["(?:a|a|aa)+$", "(?:a|a|aa)+$|x*(?:a+)*c", "(?:(?:a|a)(?:a|aa))+$"]
)
def test_a_pattern_that_explodes_is_stopped(pattern: str) -> None:
    started = time.monotonic()

    with pytest.raises(PermanentError) as caught:
        extract_in_child("a" * 50_000 + "!", pattern)

    assert caught.value.failure_code == "pattern_timeout"
    assert time.monotonic() - started < 10  # by itself it would take for ever


def test_a_pattern_that_explodes_when_compiled_costs_its_own_child_only() -> None:
    with pytest.raises(PermanentError) as caught:
        extract_in_child("a", "((a{1000}){1000}){1000}")

    assert caught.value.failure_code == "out_of_memory"
