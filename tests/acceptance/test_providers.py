"""F-E27: a provider that hangs, refuses, breaks off or talks nonsense."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import pytest

from tests.acceptance.client import Json
from tests.acceptance.conftest import MakeEmbedded
from tests.acceptance.documents import Task, document
from tests.acceptance.installation import Embedded
from tests.egress.wire import LocalServer, Reply
from tests.providers.vendors import KEY, OPENAI

pytestmark = pytest.mark.acceptance

MODELS = "ORCHESTRATOR_WORKFLOWS__MODELS__OPENAI__"
RETRY = {"max_attempts": 3, "backoff": "fixed", "initial_delay_s": 0.05, "jitter": False}
FINE = OPENAI.says("All", " fine")
SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


@dataclass(frozen=True, slots=True)
class Ended:
    """How an execution against a provider ended."""

    execution: Json
    tasks: list[Json]
    took_s: float


def ask(*after: str, **rest: Any) -> Task:
    task = {"kind": "agent", "agent": "asker", "input": {"prompt": "How is it?"}, "retry": RETRY}
    return task | ({"depends_on": list(after)} if after else {}) | rest


def start(embedded: Embedded) -> None:
    """With an agent that asks the provider."""
    embedded.start()
    agent = {
        "slug": "asker",
        "name": "Asker",
        "settings": {"model": f"openai:{OPENAI.model}", "instructions": "Answer."},
    }
    answer = embedded.client.post("/agents", agent)
    assert answer.status_code == 201, answer.text


def run(embedded: Embedded, tasks: dict[str, Task], **settings: Any) -> Ended:
    execution = embedded.client.start(document(tasks, settings=settings))
    started = monotonic()
    embedded.settle()
    took_s = monotonic() - started
    return Ended(embedded.client.execution(execution), embedded.client.tasks(execution), took_s)


async def started_against(server: LocalServer, make_embedded: MakeEmbedded) -> Embedded:
    embedded = make_embedded(
        **{f"{MODELS}BASE_URL": f"{server.url}/v1", f"{MODELS}API_KEY": KEY},
        ORCHESTRATOR_WORKFLOWS__EGRESS__ALLOWED_HOSTS=server.address,
    )
    await asyncio.to_thread(start, embedded)
    return embedded


async def run_against(
    server: LocalServer, make_embedded: MakeEmbedded, tasks: dict[str, Task], **settings: Any
) -> Ended:
    embedded = await started_against(server, make_embedded)
    return await asyncio.to_thread(run, embedded, tasks, **settings)


PASSING: Mapping[str, Reply] = {
    "busy": OPENAI.refuses(429, retry_after="1"),
    "broken": OPENAI.refuses(500),
    "half": OPENAI.streams(OPENAI.half(), "cut"),
}


async def test_a_fault_that_passes_is_retried_and_counted_once(
    make_embedded: MakeEmbedded,
) -> None:
    replies = [FINE, *(reply for fault in PASSING.values() for reply in (fault, FINE))]
    async with LocalServer(replies) as server:
        embedded = await started_against(server, make_embedded)
        undisturbed = await asyncio.to_thread(run, embedded, {"ask": ask()})
        ended = {name: await asyncio.to_thread(run, embedded, {"ask": ask()}) for name in PASSING}

    assert undisturbed.execution["cost_microusd"] > 0
    assert len(server.requests) == len(replies)
    for name, each in ended.items():
        assert each.execution["state"] == "succeeded", name
        assert each.tasks[0]["attempt"] == 2, name
        assert each.execution["cost_microusd"] == undisturbed.execution["cost_microusd"], name
    assert ended["busy"].took_s >= 1


async def test_a_truncated_answer_is_asked_for_again(make_embedded: MakeEmbedded) -> None:
    replies = [OPENAI.says('{"n": ', tool=True), OPENAI.says('{"n": 1}', tool=True)]
    async with LocalServer(replies) as server:
        ended = await run_against(server, make_embedded, {"ask": ask(output_schema=SCHEMA)})

    assert ended.execution["state"] == "succeeded"
    assert len(server.requests) == 2


async def test_a_provider_that_hangs_is_left_at_the_deadline(make_embedded: MakeEmbedded) -> None:
    async with LocalServer([OPENAI.streams(OPENAI.half(), "hang")]) as server:
        once = ask(timeout_s=1, retry={"max_attempts": 1})
        ended = await run_against(server, make_embedded, {"ask": once})

    assert ended.execution["state"] == "failed"
    assert ended.tasks[0]["reason"].startswith("timeout")
    assert ended.took_s < 10


async def test_a_budget_ends_the_spending_and_keeps_what_was_done(
    make_embedded: MakeEmbedded,
) -> None:
    tasks = {"ask_0": ask()} | {f"ask_{i}": ask(f"ask_{i - 1}") for i in range(1, 6)}
    async with LocalServer([FINE]) as server:
        ended = await run_against(server, make_embedded, tasks, budget={"usd": 0.000002})

    assert ended.execution["state"] == "failed"
    assert ended.execution["error_code"] == "budget"
    assert len(server.requests) == 1
    assert {task["state"] for task in ended.tasks} == {"succeeded", "skipped"}
