"""What vendors' errors mean for a task: another try, or something to change first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic_ai.exceptions import (
    ContentFilterError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelContextWindowExceededError,
    ModelHTTPError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestTimeout,
    ModelServerError,
    ModelTimeoutError,
    ModelUnavailableError,
    UnexpectedModelBehavior,
    UserError,
)

from workflows.errors import AttemptTimeout, ProviderBusy, ProviderRefused, TaskFailure
from workflows.providers.vendor_kits import Address

SHOWN_CHARACTERS = 300
REQUEST_ID = re.compile(r"[\w.:-]{1,100}")
BUSY_STATUSES = frozenset((408, 409, 425, 429))


def failure_of(error: Exception, address: Address, model: str) -> TaskFailure | None:
    """
    The task's failure that a vendor's error stands for; None for what is no vendor's error.

    Its message says what to do and never holds the key.
    """
    for cause in _causes_of(error):
        if isinstance(cause, TaskFailure):
            return cause
    name = address.provider
    match error:
        case ModelRequestTimeout() | ModelTimeoutError():
            return AttemptTimeout(f"{name} did not answer in time.")
        case ModelConnectionError():
            return ProviderBusy(f"The connection to {name} broke off.")
        case ModelAPIError():
            return _api_failure(error, address, model)
        case ContentFilterError():
            return ProviderRefused(f"{name} refused to answer: its content filter stopped it.")
        case UnexpectedModelBehavior():
            return ProviderBusy(f"{name} sent something that is not an answer.")
        case UserError():
            return ProviderRefused(_clean(str(error), address))
        case _:
            return None


def _api_failure(error: ModelAPIError, address: Address, model: str) -> TaskFailure:
    if _is_busy(error):
        return ProviderBusy(
            f"{address.provider} is busy{_status_of(error)}.{_request_of(error)}",
            retry_after_s=error.retry_after,
        )
    return ProviderRefused(_advice(error, address, model) + _request_of(error))


def _is_busy(error: ModelAPIError) -> bool:
    if isinstance(error, ModelQuotaExceededError):
        return False
    if type(error) is ModelAPIError:
        return True  # without status or kind: what came was no answer, or broken on the way
    if isinstance(error, ModelRateLimitError | ModelUnavailableError | ModelServerError):
        return True
    if isinstance(error, ModelHTTPError):
        return error.status_code >= 500 or error.status_code in BUSY_STATUSES
    return False


def _advice(error: ModelAPIError, address: Address, model: str) -> str:
    name = address.provider
    match error:
        case ModelAuthenticationError():
            # Vendors quote parts of the key here, so their own words are left out.
            return f"{name} does not accept the key{_status_of(error)}. Check or replace it."
        case ModelNotFoundError():
            return f"{name} does not know the model {model!r}. Choose another, or check the URL."
        case ModelQuotaExceededError():
            return f"The account at {name} has no credit left. Add some, or use another provider."
        case ModelContextWindowExceededError():
            return f"The prompt is too long for {model}. Shorten it, or use a larger model."
        case _:
            said = _clean(_vendor_words(error), address)
            return f"{name} refused the request{_status_of(error)}: {said}"


def _status_of(error: ModelAPIError) -> str:
    return f" ({error.status_code})" if isinstance(error, ModelHTTPError) else ""


def _request_of(error: ModelAPIError) -> str:
    """The number under which the vendor's own log has the call, for asking their support."""
    for cause in _causes_of(error):
        found = getattr(cause, "request_id", None)
        if isinstance(found, str) and REQUEST_ID.fullmatch(found):
            return f" Request {found}."
    return ""


def _vendor_words(error: ModelAPIError) -> str:
    body = error.body
    for key in ("error", "message"):
        if isinstance(body, dict):
            body = body.get(key, body)
    return body if isinstance(body, str) else str(error.message)


def _clean(text: str, address: Address) -> str:
    return " ".join(text.replace(address.api_key, "[key]").split())[:SHOWN_CHARACTERS]


def _causes_of(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__
