"""The front door of outgoing requests; the HTTP library loads at the first one."""

from __future__ import annotations

from workflows.conf import EgressConfig
from workflows.egress.guard import Guard
from workflows.egress.requests import HttpRequest, HttpResponse


async def fetch(
    request: HttpRequest, config: EgressConfig, *, guard: Guard | None = None
) -> HttpResponse:
    """
    The answer to a request, whatever its status below 500; redirects are followed.

    Args:
        guard: for tests and installations with their own resolver; None: as configured.

    Raises:
        EgressDenied: the URL, a header, or where it leads may not be used.
        TransientError: no connection, 5xx, 408, 425 or 429; `.retry_after_s` where it was told.
        AttemptTimeout: it took too long altogether.
        PermanentError: the answer crosses a cap or cannot be decoded.
    """
    from workflows.egress.sending import send_request

    return await send_request(request, config, guard)
