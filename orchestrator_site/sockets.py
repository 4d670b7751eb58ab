"""The websocket routes of every app."""

from __future__ import annotations

from typing import Any

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.urls import path, re_path

from collaboration.consumers import document_socket
from workflows.feeds.routing import websocket_urlpatterns as feeds


def socket_application() -> Any:
    """
    Routes of all apps; unknown paths are refused.

    Consumers find out for themselves who calls: by session, ticket or token.
    """
    document: Any = document_socket  # Django's types know views only
    documents = path("ws/workflows/<uuid:public_id>/document", document)
    return URLRouter([documents, *feeds, re_path(r"", WebsocketDenier())])
