"""Reading what executions and task runs were given and gave."""

from __future__ import annotations

import json

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine import payloads
from workflows.models import Attempt, Execution, ExecutionPayload, TaskRun, TaskRunState


def execution_inputs(execution: Execution) -> JsonObject:
    payload = ExecutionPayload.objects.get(execution=execution)
    inputs: JsonObject = json.loads(payload.inputs)
    return inputs


def execution_outputs(execution: Execution) -> JsonValue:
    """The workflow's `outputs`; null until it succeeded."""
    payload = ExecutionPayload.objects.get(execution=execution)
    return None if payload.outputs is None else json.loads(payload.outputs)


def task_output(run: TaskRun) -> JsonValue:
    """The output of a task run that succeeded, of its own or of the run it reuses; else null."""
    if run.state != TaskRunState.SUCCEEDED:
        return None
    owner = run if run.source is None else TaskRun.objects.get(pk=run.source)
    attempt = Attempt.objects.filter(task_run=owner, epoch=owner.epoch).first()
    return None if attempt is None else attempt_output(attempt)


def attempt_output(attempt: Attempt) -> JsonValue:
    return payloads.read(attempt.output, attempt.output_file)
