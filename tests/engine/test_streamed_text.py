"""What models write is told in few messages, whole and in order."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.engine.worker import wait_until
from workflows.engine import announce
from workflows.engine.tokens import TokenStream

STREAMS = 200
TOKENS = 20


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every message that would have gone to the channel layer."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(announce, "_send", lambda group, message: sent.append(message))
    return sent


def work(run: int, execution: str = "e1") -> Any:
    facts = SimpleNamespace(public_id=execution)
    return SimpleNamespace(run=run, attempt=1, subject=f"t{run}", execution=facts)


def text_of(told: list[dict[str, Any]], run: int) -> str:
    """What a watcher has put together; a gap or a repetition is an error."""
    whole = ""
    for message in told:
        for piece in message["pieces"]:
            if piece["task_run"] == run:
                assert piece["offset"] == len(whole)
                whole += piece["text"]
    return whole


def test_many_streams_of_one_execution_are_few_messages(told: list[dict[str, Any]]) -> None:
    streams = [TokenStream(work(run)) for run in range(STREAMS)]

    for n in range(TOKENS):
        for stream in streams:
            stream.write(f"{n} ")

    whole = "".join(f"{n} " for n in range(TOKENS))
    wait_until(lambda: text_of(told, STREAMS - 1) == whole, "the last text")
    assert all(text_of(told, run) == whole for run in range(STREAMS))
    assert len(told) < STREAMS


def test_texts_of_two_executions_go_to_their_own_watchers(told: list[dict[str, Any]]) -> None:
    TokenStream(work(1, "e1")).write("one")
    TokenStream(work(2, "e2")).write("two")

    wait_until(lambda: len(told) == 2, "both")

    assert [len(message["pieces"]) for message in told] == [1, 1]


def test_each_piece_says_when_the_first_and_the_newest_text_came(
    told: list[dict[str, Any]],
) -> None:
    clock = iter([10.0, 10.641, 10.7, 11.0])
    stream = TokenStream(work(1), lambda: next(clock))

    for text in ("one ", "two ", "three"):
        stream.write(text)

    wait_until(lambda: text_of(told, 1) == "one two three", "the text")
    paces = [(p["first_ms"], p["at_ms"]) for message in told for p in message["pieces"]]
    assert {first for first, _ in paces} == {641}
    assert paces[-1] == (641, 1_000)
