"""Answers with the local model, on a thread of its own; cancelling stops it at the next token."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from workflows.conf import ModelsConfig
from workflows.definition.json_types import JsonObject
from workflows.errors import ProviderRefused
from workflows.providers.calls import ModelAnswer, ModelCall, OnText
from workflows.providers.local_engine import LocalEngine, Said, engine_of
from workflows.providers.local_files import (
    local_model_file,
    local_model_name,
    why_no_local_model,
)
from workflows.providers.local_requests import json_format, request_of_call

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="local-model")


@dataclass(frozen=True, slots=True)
class LocalBackend:
    """Runs the model in this process; calls wait for their turn, which counts as their time."""

    models: ModelsConfig

    async def answer(self, call: ModelCall, on_text: OnText | None) -> ModelAnswer:
        if why_not := why_no_local_model(self.models):
            raise ProviderRefused(why_not)
        file = local_model_file(self.models)
        assert file is not None
        stopping = threading.Event()
        loop = asyncio.get_running_loop()

        def tell(text: str) -> None:
            if on_text and not stopping.is_set():
                loop.call_soon_threadsafe(on_text, text)

        try:
            return await loop.run_in_executor(
                _thread, _answer, self.models, file, call, tell, stopping
            )
        finally:
            # Reached by cancelling too: the thread sees it before its next token.
            stopping.set()


def _answer(
    models: ModelsConfig, file: Path, call: ModelCall, tell: OnText, stopping: threading.Event
) -> ModelAnswer:
    engine = engine_of(file, models.local_threads)
    request = request_of_call(call, default_max_tokens=models.local_max_tokens)
    said = _say(engine, request, tell, stopping)
    return ModelAnswer(
        output=said.text,
        text=said.text,
        provider="local",
        model=local_model_name(models),
        input_tokens=said.input_tokens,
        output_tokens=said.output_tokens,
        cost_microusd=0,
        finish_reason="length" if said.finish_reason == "length" else "stop",
    )


def _say(engine: LocalEngine, request: JsonObject, tell: OnText, stopping: threading.Event) -> Said:
    try:
        return engine.say(request, tell, stopping)
    except ValueError:
        # Not every schema has a grammar; without one the answer is JSON of some shape, and
        # whether it fits is checked afterwards as always.
        return engine.say({**request, "response_format": json_format(None)}, tell, stopping)
