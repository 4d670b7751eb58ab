"""A provider without a model: answers, streams, waits and fails as it is told."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import OrderedDict

from workflows.errors import ProviderBusy, ProviderRefused
from workflows.providers.calls import ModelAnswer, ModelCall, OnText
from workflows.providers.scripts import Failure, Script, pieces_of, script_of, seed_of

REMEMBERED_CALLS = 10_000
LONGEST_S = 86_400.0
_lock = threading.Lock()
_failed_before: OrderedDict[str, int] = OrderedDict()


class ScriptedBackend:
    """Says that it is scripted: its answers name the provider `scripted` and cost nothing."""

    async def answer(self, call: ModelCall, on_text: OnText | None) -> ModelAnswer:
        script = script_of(call)
        if script.failure is not None:
            _fail_if_due(call, script.failure)
        if script.hangs:
            await asyncio.sleep(LONGEST_S)
        await _stream(script, on_text)
        return ModelAnswer(
            output=script.text,
            text=script.text,
            provider="scripted",
            model=call.model or "scripted",
            input_tokens=script.input_tokens,
            output_tokens=script.output_tokens,
            cost_microusd=0,
            finish_reason="stop",
        )


async def _stream(script: Script, on_text: OnText | None) -> None:
    pieces = pieces_of(script.text)
    kept = pieces[: len(pieces) // 2] if script.breaks_off else pieces
    loop = asyncio.get_running_loop()
    began = loop.time()
    for place, piece in enumerate(kept, start=1):
        # Against the clock, not piece by piece: late wake-ups must not add up.
        due = began + script.duration_s * place / len(pieces)
        await asyncio.sleep(max(0.0, due - loop.time()))
        if on_text:
            on_text(piece)
    if script.breaks_off:
        raise ProviderBusy("The answer of scripted broke off.")


def _fail_if_due(call: ModelCall, failure: Failure) -> None:
    if _attempts_before(call) >= failure.times:
        return
    if failure.status == 429 or failure.status >= 500:
        raise ProviderBusy(
            f"scripted is busy ({failure.status}).", retry_after_s=failure.retry_after_s
        )
    raise ProviderRefused(f"scripted refused the request ({failure.status}), as its script says.")


def _attempts_before(call: ModelCall) -> int:
    """How often this call failed already: told by its scope, else remembered by this process."""
    attempt = call.scope.get("attempt")
    if isinstance(attempt, int):
        return attempt - 1
    key = f"{json.dumps(call.scope, sort_keys=True, default=str)}:{seed_of(call)}"
    with _lock:
        before = _failed_before.pop(key, 0)
        _failed_before[key] = before + 1
        while len(_failed_before) > REMEMBERED_CALLS:
            _failed_before.popitem(last=False)
        return before
