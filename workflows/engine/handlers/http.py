"""`http`: sends one request through the guarded client."""

from __future__ import annotations

import asyncio

from django.utils import timezone

from workflows.conf import config
from workflows.definition.json_types import JsonObject
from workflows.egress import (
    HIDDEN,
    HttpResponse,
    masked_url,
    masked_value,
    parse_retry_after,
    request_of,
)
from workflows.engine.attempts import Held
from workflows.engine.checks import check_input, check_output
from workflows.engine.handlers.function import idempotency_key
from workflows.engine.work import Failed, Result, Succeeded
from workflows.errors import AttemptTimeout

TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})


async def run(held: Held) -> Result:
    task = held.work.planned.task
    settings = await asyncio.to_thread(held.render, task.settings["request"])
    if not isinstance(settings, dict):
        return Failed("arguments", "`request` must be an object.")
    check_input(task, settings)
    timeout_s = held.timeout_s(config().limits.timeout_s)
    headers = {"idempotency-key": idempotency_key(held)} | settings.get("headers", {})
    request = request_of(settings | {"headers": headers}, timeout_s=timeout_s)
    try:
        async with asyncio.timeout(timeout_s):
            response = await held.parts.send_request(request)
    except TimeoutError as error:
        raise AttemptTimeout(f"No complete answer within {timeout_s:g} s.") from error
    return _result(held, response, _shown(settings))


def _result(held: Held, response: HttpResponse, shown: JsonObject) -> Result:
    output = {
        "status": response.status,
        "headers": dict(response.headers),
        "body": response.value(),
    }
    if not response.is_success:
        transient = response.status in TRANSIENT
        after_s = parse_retry_after(response.headers.get("retry-after"), now=timezone.now())
        message = f"{masked_url(response.url)} answered {response.status}: {response.text()[:500]}"
        return Failed(f"http_{response.status}", message, transient, after_s, input=shown)
    check_output(held.work.planned.task, output)
    return Succeeded(output, input=shown)


def _shown(settings: JsonObject) -> JsonObject:
    """The request as people may see it: all of it but its plain text may hold named secrets."""
    shown = settings | {"headers": dict.fromkeys(settings.get("headers", {}), HIDDEN)}
    if "url" in settings:
        shown["url"] = masked_url(str(settings["url"]))
    for part in ("query", "form", "json"):
        if part in settings:
            shown[part] = masked_value(settings[part])
    return shown
