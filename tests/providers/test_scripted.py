"""The scripted provider does exactly what it is told, and says that it is scripted."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.conf import EgressConfig, ModelsConfig
from workflows.errors import AttemptTimeout, OutputInvalid, ProviderBusy, ProviderRefused
from workflows.providers import ModelAnswer, ModelCall, ProviderServices, call_model
from workflows.providers.scripts import pieces_of

SERVICES = ProviderServices(ModelsConfig(), EgressConfig())


def call_of(prompt: str = "Hello?", script: Any = None, **changes: Any) -> ModelCall:
    settings = {"script": script} if script is not None else {}
    settings |= changes.pop("settings", {})
    return ModelCall("scripted", "", "Be brief.", prompt, settings=settings, **changes)


async def answer_of(call: ModelCall, pieces: list[str] | None = None) -> ModelAnswer:
    on_text = None if pieces is None else pieces.append
    return await call_model(call, on_text=on_text, services=SERVICES)


async def test_without_a_script_it_makes_up_a_text_and_says_so() -> None:
    pieces: list[str] = []

    answer = await answer_of(call_of(), pieces)

    assert answer.text.startswith("Scripted answer: ")
    assert (answer.provider, answer.model) == ("scripted", "scripted")
    assert answer.cost_microusd == 0
    assert "".join(pieces) == answer.text
    assert answer.output_tokens == len(pieces)


async def test_the_same_question_gets_the_same_answer_and_another_one_another() -> None:
    first, again = await answer_of(call_of("a")), await answer_of(call_of("a"))
    other = await answer_of(call_of("b"))
    seeded = await answer_of(call_of("a", settings={"seed": 2}))

    assert first.text == again.text
    assert len({first.text, other.text, seeded.text}) == 3


@pytest.mark.parametrize("said", ["as told", {"a": [1, None]}, [1], 7, None, False])
async def test_a_given_answer_is_given(said: Any) -> None:
    schema: dict[str, Any] | None = None if isinstance(said, str) else {}

    answer = await answer_of(call_of(script={"answer": said}, output_schema=schema))

    assert answer.output == said


async def test_rules_look_into_the_prompt_in_order() -> None:
    rules = [{"contains": "cat", "answer": "meow"}, {"contains": "", "answer": "else"}]

    assert (await answer_of(call_of("a cat", {"rules": rules}))).text == "meow"
    assert (await answer_of(call_of("a dog", {"rules": rules}))).text == "else"


async def test_answers_are_dealt_out_by_the_question() -> None:
    script = {"answers": ["a", "b", "c"]}

    dealt = [(await answer_of(call_of(f"item {n}", script))).text for n in range(30)]

    assert set(dealt) == {"a", "b", "c"}
    assert (await answer_of(call_of("item 3", script))).text == dealt[3]


async def test_output_fits_the_schema() -> None:
    whole: dict[str, Any] = {"minimum": 3, "type": "integer"}
    schema: dict[str, Any] = {"type": "object", "properties": {"n": whole}, "required": ["n"]}

    assert (await answer_of(call_of(output_schema=schema))).output == {"n": 3}


async def test_a_told_answer_that_does_not_fit_is_refused() -> None:
    with pytest.raises(OutputInvalid):
        await answer_of(call_of(script={"answer": 1}, output_schema={"type": "string"}))


async def test_a_schema_that_it_cannot_fit_says_to_write_the_answer() -> None:
    schema = {"type": "string", "pattern": "^[0-9]{4}$"}

    with pytest.raises(ProviderRefused, match=r"script\.answer"):
        await answer_of(call_of(output_schema=schema))


async def test_it_takes_as_long_as_it_is_told() -> None:
    began = time.monotonic()

    await answer_of(call_of(script={"duration_s": 0.2, "words": 40}))

    assert 0.2 <= time.monotonic() - began < 2.0


async def test_without_a_duration_a_hundred_answers_take_no_time() -> None:
    began = time.monotonic()

    await asyncio.gather(*(answer_of(call_of(str(n))) for n in range(100)))

    assert time.monotonic() - began < 2.0


async def test_it_fails_as_often_as_it_is_told_then_answers() -> None:
    call = call_of(script={"fail": {"times": 2, "status": 429, "retry_after_s": 3}, "answer": "ok"})
    waits = []
    for _ in range(2):
        with pytest.raises(ProviderBusy) as caught:
            await answer_of(call)
        waits.append(caught.value.retry_after_s)

    assert waits == [3, 3]
    assert (await answer_of(call)).text == "ok"


async def test_the_attempt_in_the_scope_decides_whatever_the_process_remembers() -> None:
    def attempt(number: int) -> ModelCall:
        return call_of("scoped", {"fail": 1, "answer": "ok"}, scope={"attempt": number})

    for _ in range(2):
        with pytest.raises(ProviderBusy):
            await answer_of(attempt(1))
        assert (await answer_of(attempt(2))).text == "ok"


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_it_refuses_as_it_is_told(status: int) -> None:
    with pytest.raises(ProviderRefused, match=str(status)):
        await answer_of(call_of(script={"fail": {"times": 99, "status": status}}))


async def test_it_hangs_until_the_time_is_up() -> None:
    with pytest.raises(AttemptTimeout):
        await answer_of(call_of(script={"hang": True}, timeout_s=0.05))


async def test_it_breaks_off_in_the_middle() -> None:
    pieces: list[str] = []

    with pytest.raises(ProviderBusy, match="broke off"):
        await answer_of(call_of(script={"break_off": True, "answer": "one two three four"}), pieces)

    assert "".join(pieces) == "one two"


async def test_tokens_may_be_told() -> None:
    answer = await answer_of(call_of(script={"input_tokens": 9, "output_tokens": 4}))

    assert (answer.input_tokens, answer.output_tokens) == (9, 4)


@pytest.mark.parametrize("script", [{"anwser": "x"}, "text", ["x"]])
async def test_a_script_with_a_mistake_is_refused(script: Any) -> None:
    with pytest.raises(ProviderRefused, match="script"):
        await answer_of(call_of(script=script))


@given(st.text())
def test_pieces_always_make_up_the_text(text: str) -> None:
    assert "".join(pieces_of(text)) == text
