"""Answers of JSON lines: as long as they are, a few hundred rows of them in memory."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import islice
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from rest_framework.serializers import BaseSerializer
from rest_framework.utils.encoders import JSONEncoder

from workflows.rest.back_pressure import Outgoing, outgoing_of

JSON_LINES = "application/jsonl"
BATCH_ROWS = 500
# What a client has not read may be this much before the next rows are read for it.
PENDING_BYTES = 256_000
CHECK_S = 5.0


def lines_response(
    request: HttpRequest, rows: Iterable[Any], shape: type[BaseSerializer[Any]], name: str
) -> StreamingHttpResponse:
    """Each row in its shape on a line of its own, as a file to download."""
    content: Iterator[str] | AsyncIterator[str] = json_batches(rows, shape)
    if isinstance(request, ASGIRequest):
        # Django gathers the whole of a synchronous stream before it sends it over ASGI.
        content = later(json_batches(rows, shape), outgoing_of(request.scope))
    response = StreamingHttpResponse(content, content_type=JSON_LINES)
    response["Content-Disposition"] = f'attachment; filename="{name}.jsonl"'
    return response


def json_batches(rows: Iterable[Any], shape: type[BaseSerializer[Any]]) -> Iterator[str]:
    show, left = shape().to_representation, iter(rows)
    while batch := list(islice(left, BATCH_ROWS)):
        yield "".join(
            json.dumps(show(row), cls=JSONEncoder, ensure_ascii=False) + "\n" for row in batch
        )


async def later(batches: Iterator[str], outgoing: Outgoing) -> AsyncIterator[str]:
    """Each once the client has read most of those before; the server ends who reads nothing."""

    def take() -> str | None:
        return next(batches, None)

    while (batch := await sync_to_async(take)()) is not None:
        yield batch
        while not await outgoing.has_room(limit_bytes=PENDING_BYTES, within_s=CHECK_S):
            pass
