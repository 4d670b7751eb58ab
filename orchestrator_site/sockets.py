"""The websocket routes of every app."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.urls import URLPattern, re_path

ROUTING_MODULES = ("workflows.feeds.routing",)


def socket_application() -> Any:
    """Routes of all apps, with the session's user in the scope; unknown paths are refused."""
    unknown: URLPattern = re_path(r"", WebsocketDenier())
    return AuthMiddlewareStack(URLRouter([*socket_routes(), unknown]))


def socket_routes() -> list[Any]:
    return [
        route
        for name in ROUTING_MODULES
        if find_spec(name) is not None
        for route in import_module(name).websocket_urlpatterns
    ]
