"""How the pages' views begin: who is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from workflows.errors import NotFound
from workflows.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


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
