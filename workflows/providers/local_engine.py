"""The inference engine in this process: loaded once, used in turn."""

from __future__ import annotations

import atexit
import logging
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from workflows.definition.json_types import JsonObject
from workflows.errors import ProviderBusy, ProviderRefused

CONTEXT_TOKENS = 8_192
_loading = threading.Lock()
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Said:
    """What the model said so far."""

    pieces: list[str] = field(default_factory=list)
    input_tokens: int = 0
    output_tokens: int = 0
    finish_reason: str | None = None
    problem: JsonObject | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """A loaded model. `say` may be called from any thread; calls take turns."""

    server: Any

    def say(
        self, request: JsonObject, tell: Callable[[str], None], stopping: threading.Event
    ) -> Said:
        """
        Generate until the model ends, the token limit, or `stopping`.

        Raises:
            ValueError: the engine cannot turn the schema into a grammar.
            ProviderRefused: the prompt is too long, or the request is wrong.
            ProviderBusy: the engine has no room now.
        """
        said = Said()

        def hear(chunk: JsonObject) -> bool:
            _take(said, chunk, tell)
            return stopping.is_set()

        self.server.handle_chat_completions(
            {**request, "stream": True, "stream_options": {"include_usage": True}}, hear
        )
        if said.problem is not None:
            raise _failure_of(said.problem)
        return said


def engine_of(file: Path, threads: int) -> LocalEngine:
    """
    The process's engine for a file; the first caller loads it, others wait.

    Raises:
        ProviderRefused: the file cannot be loaded.
    """
    with _loading:
        return _load(file, threads)


@lru_cache(maxsize=2)
def _load(file: Path, threads: int) -> LocalEngine:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    # One answer at a time: batches of a small model give fewer tokens per second, not more.
    params.n_ctx, params.n_parallel = CONTEXT_TOKENS, 1
    for cpu in (params.cpuparams, params.cpuparams_batch):
        cpu.n_threads, cpu.poll = threads, 0  # spinning threads starve whatever else computes
    params.cache_ram_mib = 0  # its own default keeps 8 GB of old prompts
    params.warmup, params.verbosity = False, -1
    _close_doors(params)
    try:
        server = xllamacpp.Server(params)
    except (RuntimeError, ValueError, OSError) as error:
        raise ProviderRefused(f"{file.name} cannot be loaded: {error}") from error
    _log.info("local model loaded: %s", file.name)
    return LocalEngine(server)


def _close_doors(params: Any) -> None:
    # The engine always serves HTTP as well. Nobody needs that: it gets a socket file in a folder
    # of this user alone instead of a port, and a key that nobody knows.
    folder = tempfile.mkdtemp(prefix="local-model-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    params.hostnames = [f"{folder}/engine.sock"]
    params.api_keys = [secrets.token_urlsafe(32)]
    params.ui = params.endpoint_props = params.endpoint_slots = params.endpoint_metrics = False


def _take(said: Said, chunk: JsonObject, tell: Callable[[str], None]) -> None:
    if "error" in chunk:
        said.problem = chunk["error"]
        return
    if usage := chunk.get("usage"):
        said.input_tokens = usage["prompt_tokens"]
        said.output_tokens = usage["completion_tokens"]
    for choice in chunk.get("choices", ()):
        said.finish_reason = choice.get("finish_reason") or said.finish_reason
        if piece := choice.get("delta", {}).get("content"):
            said.pieces.append(piece)
            tell(piece)


def _failure_of(problem: JsonObject) -> ProviderRefused | ProviderBusy:
    if problem.get("type") == "exceed_context_size_error":
        return ProviderRefused(
            f"The prompt is too long for the local model: {problem.get('n_prompt_tokens')} tokens "
            f"of {problem.get('n_ctx')}. Shorten it, or use another provider."
        )
    if int(problem.get("code", 500)) >= 500:
        return ProviderBusy(f"The local model has no room now: {problem.get('message')}")
    return ProviderRefused(f"The local model refused the request: {problem.get('message')}")
