"""`agent`: a model call by a named agent, or by the best one with the capabilities asked for."""

from __future__ import annotations

import asyncio
import json

from workflows.conf import config
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine import result_cache
from workflows.engine.assignment import Assigned
from workflows.engine.attempts import Held
from workflows.engine.checks import check_input
from workflows.engine.tokens import TokenStream
from workflows.engine.work import Failed, Result, Succeeded, Usage
from workflows.providers import AnswerInvalid, ModelAnswer, ModelCall, resolve_default

AGENT_ONLY = frozenset({"model", "instructions", "fallbacks"})


async def run(held: Held) -> Result:
    task = held.work.planned.task
    given = await asyncio.to_thread(held.render, task.settings.get("input") or {})
    check_input(task, given)
    assigned = await asyncio.to_thread(held.parts.assign_agent, held.work)
    call, digest, cached = await asyncio.to_thread(_prepare, held, assigned, given)
    if cached is not None:
        return Succeeded(cached[0], flags=result_cache.CACHED, input=given)
    try:
        answer = await _ask(held, call)
    except AnswerInvalid as error:
        # A model may well do better when asked again, so a misfit is worth another try.
        usage = _usage(assigned, error.answer)
        return Failed(error.code, error.message, transient=True, usage=usage, input=given)
    usage = _usage(assigned, answer)
    await asyncio.to_thread(held.parts.cache.keep, digest, held.work, answer.output)
    return Succeeded(answer.output, usage=usage, input=given)


def _prepare(
    held: Held, assigned: Assigned, given: JsonValue
) -> tuple[ModelCall, str | None, tuple[JsonValue] | None]:
    """The call, its name in the cache and what is kept there; writing large data takes a while."""
    call = _call(held, assigned, given)
    digest = result_cache.digest(held.work, _subject(assigned, call), given)
    return call, digest, held.parts.cache.find(digest)


def _subject(assigned: Assigned, call: ModelCall) -> str:
    """
    Who answers. By the revision's key, since an agent made anew under an old name counts from 1
    again; with the model, since the installation's default may be another one by now.
    """
    return f"{assigned.revision_id} {call.provider}:{call.model}"


async def _ask(held: Held, call: ModelCall) -> ModelAnswer:
    write = TokenStream(held.work, held.parts.monotonic_s).write
    return await held.parts.call_model(call, on_text=write, on_message=held.conversation.add)


def _call(held: Held, assigned: Assigned, given: JsonValue) -> ModelCall:
    settings = assigned.settings
    provider, model = _model_of(settings)
    return ModelCall(
        provider=provider,
        model=model,
        instructions=str(settings.get("instructions") or ""),
        prompt=prompt_of(given),
        output_schema=held.work.planned.task.output_schema,
        settings={k: v for k, v in settings.items() if k not in AGENT_ONLY},
        timeout_s=held.timeout_s(config().limits.model_timeout_s),
        fallbacks=tuple(settings.get("fallbacks") or ()),
        scope={
            "execution_id": held.work.execution.public_id,
            "task_id": held.work.subject,
            "attempt": held.work.tries,
        },
    )


def _model_of(settings: JsonObject) -> tuple[str, str]:
    """`provider:model`; nothing, or `default`: the installation's default."""
    wanted = str(settings.get("model") or "default")
    if wanted == "default":
        return resolve_default(config().models)
    provider, _, model = wanted.partition(":")
    return provider, model


def prompt_of(given: JsonValue) -> str:
    """The text a model is asked: the prompt, then the data as JSON."""
    if not isinstance(given, dict):
        return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
    prompt = str(given.get("prompt") or "")
    if given.get("data") is None:
        return prompt
    data = json.dumps(given["data"], ensure_ascii=False, indent=1)
    return f"{prompt}\n\nData:\n{data}" if prompt else data


def _usage(assigned: Assigned, answer: ModelAnswer) -> Usage:
    return Usage(
        input_tokens=answer.input_tokens,
        output_tokens=answer.output_tokens,
        cost_microusd=answer.cost_microusd or 0,
        model=f"{answer.provider}:{answer.model}",
        agent_revision=assigned.revision_id,
        explanation=assigned.explanation,
    )
