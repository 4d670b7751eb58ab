"""The parts of the engine that code and tests may replace: one typed bundle, passed in."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from workflows.conf import config
from workflows.egress import HttpRequest, HttpResponse, fetch
from workflows.engine.assignment import Assigned, assign_agent
from workflows.engine.result_cache import ResultCache, TableCache
from workflows.engine.work import Work
from workflows.functions.registry import FunctionSpec, get_function
from workflows.providers import (
    ModelAnswer,
    ModelCall,
    OnMessage,
    OnText,
    call_model,
    provider_services,
)


class CallsModels(Protocol):
    def __call__(
        self, call: ModelCall, *, on_text: OnText, on_message: OnMessage
    ) -> Awaitable[ModelAnswer]:
        """Answer a call, as `workflows.providers.call_model` does."""


class SendsRequests(Protocol):
    def __call__(self, request: HttpRequest) -> Awaitable[HttpResponse]:
        """Send a request, as `workflows.egress.fetch` does."""


async def _call_model(call: ModelCall, *, on_text: OnText, on_message: OnMessage) -> ModelAnswer:
    services = provider_services()
    return await call_model(call, on_text=on_text, on_message=on_message, services=services)


async def _send(request: HttpRequest) -> HttpResponse:
    return await fetch(request, config().egress)


@dataclass(frozen=True, slots=True)
class Parts:
    """
    What a worker works with.

    Args:
        monotonic_s: the clock of time-outs; leases and delays go by the database's.
        chance: numbers in [0, 1) for the jitter of retries.
    """

    call_model: CallsModels = _call_model
    send_request: SendsRequests = _send
    find_function: Callable[[str], FunctionSpec] = get_function
    assign_agent: Callable[[Work], Assigned] = assign_agent
    cache: ResultCache = field(default_factory=TableCache)
    monotonic_s: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random
