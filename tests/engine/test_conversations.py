"""What was said with a model is kept with the attempt, however that ended."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.documents import document
from tests.engine.worker import Person, run_of, state, wait_for_state
from workflows.engine.conversations import MESSAGE_CHARS, MESSAGES, Conversation, messages_of
from workflows.models import Attempt, Execution
from workflows.providers import Message
from workflows.services.executions import cancel_execution

pytestmark = pytest.mark.usefixtures("worker")


def asking(prompt: str = "Is tea enough?", **fields: Any) -> dict[str, Any]:
    ask = {"kind": "agent", "agent": "writer", "input": {"prompt": prompt}}
    return document(a={**ask, **fields})


def said_in(execution: Execution, number: int = 1) -> list[tuple[Any, ...]]:
    attempt = Attempt.objects.get(task_run=run_of(execution, "a"), number=number)
    said = messages_of(attempt)
    return [(each["role"], each["kind"], each["text"]) for each in said]


def test_question_and_answer_are_kept(ada: Person) -> None:
    ada.agent("writer", answer="It is.")

    execution = ada.run(asking())

    assert said_in(execution) == [
        ("user", "text", "Is tea enough?"),
        ("assistant", "text", "It is."),
    ]


def test_a_refused_attempt_keeps_what_was_asked_and_why_nobody_answered(ada: Person) -> None:
    ada.agent("writer", answer="It is.", fail={"times": 1, "status": 503})

    execution = ada.run(asking(retry={"max_attempts": 2, "initial_s": 0.01}))

    assert said_in(execution)[-1] == ("assistant", "error", "scripted is busy (503).")
    assert said_in(execution, 2)[-1] == ("assistant", "text", "It is.")


def test_an_answer_of_the_wrong_shape_is_kept_with_what_is_wrong(ada: Person) -> None:
    ada.agent("writer", answer="no JSON")

    execution = ada.run(asking(output_schema={"type": "object"}))

    assert state(execution) == "failed"
    assert said_in(execution)[1:] == [
        ("assistant", "text", "no JSON"),
        ("assistant", "error", "The output is not JSON."),
    ]


def test_a_cancelled_attempt_keeps_what_was_asked(ada: Person) -> None:
    ada.agent("writer", hang=True)
    execution = ada.start(asking())
    wait_for_state(execution, "running", "a")

    cancel_execution(user=ada.user, execution_id=execution.public_id)
    wait_for_state(execution, "cancelled")

    # It may have been told to stop before it asked anything.
    assert said_in(execution) in ([], [("user", "text", "Is tea enough?")])


@pytest.mark.engine_config(inline_bytes=1_000)
def test_a_long_conversation_lies_in_a_file(ada: Person) -> None:
    ada.agent("writer", answer="It is.")

    execution = ada.run(asking("tea " * 1_000))

    attempt = Attempt.objects.get(task_run=run_of(execution, "a"))
    assert (attempt.messages, bool(attempt.messages_file)) == (None, True)
    assert said_in(execution)[0] == ("user", "text", "tea " * 1_000)


def test_only_so_much_is_kept_and_what_no_database_takes_is_left_out() -> None:
    conversation = Conversation()

    conversation.add(Message("user", "text", "x" * (MESSAGE_CHARS + 5)))
    conversation.add(Message("assistant", "text", "a\x00\ud800b"))
    for _ in range(MESSAGES):
        conversation.add(Message("user", "text", "again"))

    first, second, *rest = conversation.messages
    assert (len(first["text"]), first["left_out"]) == (MESSAGE_CHARS, 5)
    assert second["text"] == "a?b"
    assert len(rest) == MESSAGES - 2
