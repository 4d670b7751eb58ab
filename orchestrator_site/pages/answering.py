"""How the pages' views begin and end: who is there, and what to say when a service refuses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from workflows.errors import InvalidInput, NotFound, OrchestratorError
from workflows.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
SHOWN_PROBLEMS = 5


def signed_in(view: View[P]) -> View[P]:
    """Only for people; what they may not see is not found."""

    @never_cache
    @login_required(login_url="pages:sign_in")
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotFound as error:
            raise Http404(error.message) from error

    return cast(View[P], guarded)


def person(request: HttpRequest) -> User:
    """The one who asks, behind `signed_in`."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def do(request: HttpRequest, done: str, action: Callable[[], Any]) -> Any | None:
    """The action's result, or None with the reason on the next page; NotFound goes on up."""
    try:
        result = action()
    except NotFound:
        raise
    except OrchestratorError as error:
        tell_refusal(request, error)
        return None
    if done:
        messages.success(request, done)
    return result


def tell_refusal(request: HttpRequest, error: OrchestratorError) -> None:
    problems = error.problems if isinstance(error, InvalidInput) else ()
    if not problems:
        messages.error(request, error.message)
    for problem in problems[:SHOWN_PROBLEMS]:
        messages.error(request, problem.message)
    if len(problems) > SHOWN_PROBLEMS:
        messages.error(request, f"… and {len(problems) - SHOWN_PROBLEMS} more problems.")
