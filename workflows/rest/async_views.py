"""
Views that wait: between the steps they hold no thread and no database connection.

DRF's own steps are synchronous, so each runs in a thread and gives the connection back at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import markcoroutinefunction, sync_to_async
from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from workflows.rest.views import ApiView

Given = ParamSpec("Given")
Found = TypeVar("Found")


async def in_database(
    call: Callable[Given, Found], *args: Given.args, **options: Given.kwargs
) -> Found:
    """Call in the request's thread, then give its database connections back."""

    def call_and_let_go() -> Found:
        try:
            return call(*args, **options)
        finally:
            for connection in connections.all(initialized_only=True):
                if not connection.in_atomic_block:
                    connection.close()

    return await sync_to_async(call_and_let_go)()


class AsyncApiView(ApiView):
    """An ApiView whose handlers are coroutines made by `operation`."""

    @classmethod
    def as_view(cls, **options: Any) -> Any:
        async def view(request: HttpRequest, **ids: Any) -> HttpResponseBase:
            return await cls(**options).answer(request, **ids)

        view.cls = cls  # type: ignore[attr-defined]  # where the OpenAPI document looks
        view.initkwargs = options  # type: ignore[attr-defined]
        markcoroutinefunction(view)
        return csrf_exempt(view)

    async def answer(self, request: HttpRequest, **ids: Any) -> HttpResponseBase:
        self.args, self.kwargs, self.headers = (), ids, {}
        self.request = self.initialize_request(request, **ids)
        try:
            await in_database(self.initial, self.request, **ids)
            # A method without a handler was refused above: it has no permission.
            method = "get" if request.method == "HEAD" else (request.method or "").lower()
            response = await getattr(self, method)(self.request, **ids)
        except Exception as error:
            response = await in_database(self.handle_exception, error)
        self.response = self.finalize_response(self.request, response, **ids)
        return self.response
