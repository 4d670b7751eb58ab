"""One call of a registered function, its end made definite; the same in thread and child."""

from __future__ import annotations

import traceback
from typing import Any

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.errors import OrchestratorError, PermanentError, TaskFailure, TransientError
from workflows.functions.context import TaskContext
from workflows.functions.output import to_json
from workflows.functions.registry import FunctionSpec

MESSAGE_CHARS = 2_000


def invoke(spec: FunctionSpec, arguments: JsonObject, context: TaskContext) -> JsonValue:
    """
    Call the function with arguments that were checked before.

    Raises:
        TaskFailure: what the function raised, sorted into transient and permanent; an exception
            that is not ours is permanent, unless it tells of a connection or of the system.
        OutputInvalid: it returned what JSON cannot carry.
    """
    given = dict(arguments)
    if spec.context_parameter:
        given[spec.context_parameter] = context
    value = to_json(_call_sorting_errors(spec, given, context))
    _refuse_unsuccessful(value)
    return value


def _call_sorting_errors(spec: FunctionSpec, given: dict[str, Any], context: TaskContext) -> Any:
    try:
        return spec.call(**given)
    except TaskFailure:
        raise
    except OrchestratorError as error:
        raise PermanentError(error.message, code=error.code) from error
    except MemoryError as error:
        raise PermanentError("The function ran out of memory.", code="out_of_memory") from error
    except OSError as error:  # ConnectionError and TimeoutError are OSErrors too
        context.log(traceback.format_exc(), level="error")
        raise TransientError(_describe(error), code="system") from error
    except (Exception, SystemExit) as error:
        context.log(traceback.format_exc(), level="error")
        raise PermanentError(_describe(error), code="exception") from error


def _describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:MESSAGE_CHARS]


def _refuse_unsuccessful(value: JsonValue) -> None:
    """A returned `success: false` is a failure, told by its `error`."""
    if isinstance(value, dict) and value.get("success") is False:
        error = value.get("error") or "The function reported no success."
        raise PermanentError(str(error)[:MESSAGE_CHARS], code="unsuccessful")
