"""`function`: calls a registered Python function, in this process or in a child."""

from __future__ import annotations

from workflows.conf import config
from workflows.definition.json_types import JsonObject
from workflows.engine import result_cache
from workflows.engine.attempts import Held
from workflows.engine.checks import check_input, check_output
from workflows.engine.work import Failed, Result, Succeeded, Usage
from workflows.functions.context import TaskContext
from workflows.functions.registry import FunctionSpec
from workflows.functions.run import Usage as FunctionUsage
from workflows.functions.run import run_function

# A child ends itself in time; the watchdog is the second guard.
CHILD_SLACK_S = 5.0


def run(held: Held) -> Result:
    planned = held.work.planned
    spec = held.parts.find_function(str(planned.task.settings["function"]))
    arguments = held.render(planned.task.settings.get("arguments") or {})
    if not isinstance(arguments, dict):
        return Failed("arguments", "`arguments` must give an object.", input=arguments)
    check_input(planned.task, arguments)
    digest = result_cache.digest(held.work, spec.name, arguments)
    cached = held.parts.cache.find(digest)
    if cached is not None:
        return Succeeded(cached[0], flags=result_cache.CACHED, input=arguments)
    result = _call(held, spec, arguments)
    if isinstance(result, Succeeded):
        held.parts.cache.keep(digest, held.work, result.output)
    return result


def _call(held: Held, spec: FunctionSpec, arguments: JsonObject) -> Succeeded:
    timeout_s = held.timeout_s(spec.timeout_s)
    slack_s = CHILD_SLACK_S if spec.lane == "process" else 0.0
    held.deadline = held.parts.monotonic_s() + timeout_s + slack_s
    used: list[FunctionUsage] = []
    output = run_function(
        spec,
        arguments,
        _context(held),
        timeout_s=timeout_s,
        memory_mb=config().engine.child_memory_mb,
        on_usage=used.append,
    )
    check_output(held.work.planned.task, output)
    usage = Usage(cpu_s=used[0].cpu_s, peak_memory_bytes=used[0].peak_rss_bytes)
    return Succeeded(output, usage=usage, input=arguments)


def _context(held: Held) -> TaskContext:
    work = held.work
    return TaskContext(
        execution_id=work.execution.public_id,
        task_id=work.planned.id,
        attempt=work.tries,
        idempotency_key=idempotency_key(held),
        stopping=held.stopping.is_set,
        write_log=held.log.write,
    )


def idempotency_key(held: Held) -> str:
    """The same for every attempt of one task run, for services that must do a thing once."""
    return f"{held.work.execution.public_id}:{held.work.subject}"
