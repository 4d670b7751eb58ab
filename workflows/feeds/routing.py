"""Addresses of the feeds."""

from django.urls import path

from workflows.feeds.executions import ExecutionFeed
from workflows.feeds.workflows import WorkflowFeed

websocket_urlpatterns = [
    path("ws/executions/<uuid:public_id>/events", ExecutionFeed.as_asgi()),
    path("ws/workflows/<uuid:public_id>/events", WorkflowFeed.as_asgi()),
]
