from __future__ import annotations

from tests.definition.documents import LIMITS
from workflows.definition.describing.question import (
    DRAFTER,
    LONGEST_TEXT,
    MOST_PARTS,
    parts_of,
    question_document,
    question_inputs,
)
from workflows.definition.expressions import render
from workflows.definition.validate import validate_document
from workflows.engine.inputs import fill_inputs


def test_the_document_that_asks_has_no_problem() -> None:
    document = question_document()

    assert validate_document(document, limits=LIMITS) == []
    assert document["tasks"]["steps"]["agent"] == DRAFTER


def test_what_a_person_writes_comes_in_as_text_and_not_as_a_template() -> None:
    prompt = question_document()["tasks"]["steps"]["input"]["prompt"]
    inputs = question_inputs("Say {{ 6 * 7 }}, then {% raw %} and {{ inputs.parts }}.")

    asked = render(prompt, {"inputs": inputs}, limits=LIMITS)

    assert "Description: Say {{ 6 * 7 }}, then {% raw %} and {{ inputs.parts }}.\n" in asked
    assert "42" not in asked


def test_parts_are_what_punctuation_and_small_words_set_apart() -> None:
    text = "Every day at 9.30 read mail, sort it and then answer; file the rest.\nTell me and Ada"

    parts = ["Every day at 9.30 read mail", "sort it", "answer", "file the rest", "Tell me", "Ada"]
    assert parts_of(text) == parts
    assert question_inputs("Read, write")["parts"] == "1. Read\n2. write"


def test_the_longest_text_is_taken() -> None:
    text = "a, " * (LONGEST_TEXT // 3)
    document = question_document()

    assert fill_inputs(document["inputs"], question_inputs(text))["description"] == text
    assert len(parts_of(text)) == MOST_PARTS
