"""Running one document from a terminal, with a worker of our own where none is alive."""

from __future__ import annotations

import json
import logging
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import OutputWrapper
from rich.console import Console

from workflows.access import Capability
from workflows.definition.json_types import JsonObject
from workflows.engine.runtime import WorkerRuntime
from workflows.errors import DocumentInvalid, InvalidInput, OrchestratorError
from workflows.management.documents import problem_lines, read_inputs, undeclared_inputs
from workflows.management.exits import Exit, usage_error
from workflows.management.people import find_person, find_team
from workflows.management.progress import Progress, console_on, print_summary
from workflows.management.watching import is_worker_alive, look_on, summarise
from workflows.models import Execution, ExecutionState, User
from workflows.services.executions import cancel_execution, start_document
from workflows.services.workflows import read_document

GRACE_S = 10.0
CODES = {ExecutionState.SUCCEEDED: Exit.DONE, ExecutionState.FAILED: Exit.FAILED}


def add_run_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--input", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--inputs-file", metavar="FILE", help="a JSON object; - for standard input")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="cancel it after this")
    parser.add_argument("--user", help="who starts it; default: the user of the first start")
    parser.add_argument("--team", help="slug or id; default: the user's oldest team")


def run_text(text: str, options: dict[str, Any], out: OutputWrapper, err: OutputWrapper) -> Exit:
    """
    Run a document and show it.

    With `--json` only the summary goes to `out`; what people read goes to `err`.

    Raises:
        CommandError: the document, the inputs or the arguments are wrong.
    """
    console = console_on(err if options["json"] else out)
    user = find_person(options["user"])
    with worker_of_our_own():  # first: a start wakes the worker of its own process at once
        execution = _start(user, text, options, err)
        state = _follow(execution, user, options["timeout"], console)
    summary = summarise(execution.pk)
    if options["json"]:
        out.write(json.dumps(summary, ensure_ascii=False) + "\n")
    else:
        print_summary(console, summary)
    return CODES.get(state, Exit.STOPPED)


@contextmanager
def worker_of_our_own() -> Iterator[None]:
    """A worker in this process for as long as it is needed, unless another one lives."""
    if is_worker_alive():
        yield
        return
    # What a worker tells operators would stand in the middle of the table.
    logging.getLogger("workflows").setLevel(logging.WARNING)
    runtime = WorkerRuntime(name=f"terminal-{os.getpid()}", embedded=False)
    runtime.start()
    try:
        yield
    finally:
        runtime.stop(GRACE_S)


def _start(user: User, text: str, options: dict[str, Any], err: OutputWrapper) -> Execution:
    team = find_team(user, options["team"], Capability.RUN)
    try:
        document, _ = read_document(text)
        schema = _schema(document)
        inputs = read_inputs(options["input"], options["inputs_file"], schema)
        for line in undeclared_inputs(inputs, schema):
            err.write(line)
        return start_document(user=user, team_id=team.public_id, document=document, inputs=inputs)
    except InvalidInput as error:
        raise usage_error(_told(error)) from None
    except OrchestratorError as error:
        raise usage_error(error.message) from None


def _schema(document: JsonObject) -> dict[str, Any]:
    inputs = document.get("inputs")
    return inputs if isinstance(inputs, dict) else {}


def _told(error: InvalidInput) -> str:
    what = "The document" if isinstance(error, DocumentInvalid) else "The inputs"
    # Hints would hide what stops it; `validate_workflow` has them.
    gates = [problem for problem in error.problems if problem.severity == "error"]
    lines = [line for problem in gates for line in problem_lines(problem)]
    return "\n  ".join([f"{what} cannot be run:", *(lines or [error.message])])


def _follow(
    execution: Execution, user: User, timeout_s: float | None, console: Console
) -> ExecutionState:
    try:
        state = _show(execution, timeout_s, console)
    except KeyboardInterrupt:
        state = ExecutionState.RUNNING
    if state in CODES or state == ExecutionState.CANCELLED:
        return state
    # Over time or interrupted: nobody is left who waits for it.
    sys.stderr.write("Cancelling.\n")
    cancel_execution(user=user, execution_id=execution.public_id)
    _show(execution, GRACE_S, console)
    return ExecutionState.CANCELLED


def _show(execution: Execution, timeout_s: float | None, console: Console) -> ExecutionState:
    state = ExecutionState.QUEUED
    with Progress(console) as progress:
        for look in look_on(execution.pk, timeout_s):
            progress.show(look)
            state = look.state
    return state
