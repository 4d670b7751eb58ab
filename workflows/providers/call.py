"""Calls a model, then its fallbacks, and checks the output."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from workflows.errors import (
    AttemptTimeout,
    ConfigurationError,
    OutputInvalid,
    PermanentError,
    ProviderRefused,
    TaskFailure,
)
from workflows.providers.calls import (
    Backend,
    Message,
    ModelAnswer,
    ModelCall,
    OnMessage,
    OnText,
)
from workflows.providers.catalogue import split_name
from workflows.providers.outputs import read_output, validator_of

if TYPE_CHECKING:
    from workflows.providers.services import ProviderServices


async def call_model(
    call: ModelCall,
    *,
    on_text: OnText | None = None,
    on_message: OnMessage | None = None,
    services: ProviderServices,
) -> ModelAnswer:
    """
    The first model's answer that counts: the call's own, then its fallbacks in turn.

    A fallback is asked when the one before was busy, refused, or took its share of the time;
    not when it answered with the wrong output, which costs money to repeat.

    Args:
        on_text: gets pieces of text as they arrive, on this loop; after a fallback it starts
            anew, so `.text` is the truth. It must not block.
        on_message: gets what was asked, then what each model said or why it did not answer.

    Raises:
        ProviderBusy: the last one is busy; `.retry_after_s` where it said so.
        ProviderRefused: the last one refused; the message says what to do.
        AnswerInvalid: an OutputInvalid with what was answered.
        AttemptTimeout: no answer in `call.timeout_s`.
    """
    if call.output_schema is not None:
        validator_of(call.output_schema)
    tell = on_message or _to_nobody
    _tell_question(call, tell)
    candidates = _candidates_of(call)
    ends = time.monotonic() + call.timeout_s
    for tried, (provider, model) in enumerate(candidates):
        share_s = (ends - time.monotonic()) / (len(candidates) - tried)
        attempt = call.redirected_to(provider, model, share_s)
        try:
            answer = await _answer_once(attempt, on_text, tell, services)
            return replace(answer, requests=tried + answer.requests)
        except TaskFailure as failure:
            tell(Message("assistant", "error", failure.message, model=f"{provider}:{model}"))
            if isinstance(failure, OutputInvalid) or tried == len(candidates) - 1:
                raise
    raise PermanentError("There is no model to call.")


def _to_nobody(message: Message) -> None:
    """Nobody keeps what is said."""


def _tell_question(call: ModelCall, tell: OnMessage) -> None:
    if call.instructions:
        tell(Message("system", "text", call.instructions))
    tell(Message("user", "text", call.prompt))


def _tell_answer(answer: ModelAnswer, tell: OnMessage) -> None:
    for message in answer.said or (Message("assistant", "text", answer.text),):
        tell(replace(message, model=f"{answer.provider}:{answer.model}"))


def _candidates_of(call: ModelCall) -> list[tuple[str, str]]:
    try:
        return [(call.provider, call.model), *map(split_name, call.fallbacks)]
    except ConfigurationError as error:
        raise ProviderRefused(f"A fallback is wrong: {error.message}") from error


async def _answer_once(
    call: ModelCall, on_text: OnText | None, tell: OnMessage, services: ProviderServices
) -> ModelAnswer:
    backend = await _backend_of(call.provider, services)
    try:
        async with asyncio.timeout(max(call.timeout_s, 0)):
            answer = await backend.answer(call, on_text)
    except TimeoutError as error:
        message = f"{call.provider} did not answer within {call.timeout_s:.3g} s."
        raise AttemptTimeout(message) from error
    _tell_answer(answer, tell)
    if call.output_schema is None:
        return answer
    return replace(answer, output=read_output(answer, call.output_schema))


async def _backend_of(provider: str, services: ProviderServices) -> Backend:
    match provider:
        case "scripted":
            from workflows.providers.scripted import ScriptedBackend

            return ScriptedBackend()
        case "local":
            from workflows.providers.local import LocalBackend

            return LocalBackend(services.models)
        case _:
            return await asyncio.to_thread(_load_vendor_backend, services)


def _load_vendor_backend(services: ProviderServices) -> Backend:
    # On a thread, since the vendors' kits take seconds to import.
    from workflows.providers.vendor_call import VendorBackend

    return VendorBackend(services)
