"""
What one method of one address takes and gives, declared once: for the request and for OpenAPI.

`@operation(...)` reads the query and the body strictly, hands both to the method, and turns what it
returns into the answer.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from workflows.rest.bodies import JSON, read_json_body
from workflows.rest.pages import page_of, page_parameters
from workflows.rest.parameters import Parameter, narrowed, read_query
from workflows.rest.problems import PROBLEM_TYPE
from workflows.rest.shapes import ProblemShape, page_shape

Handler = TypeVar("Handler", bound=Callable[..., Any])
SerializerType = type[BaseSerializer[Any]]


@dataclass(frozen=True, slots=True)
class Operation:
    """
    Args:
        summary: one line for the API's page.
        body: what the request's body must be; None for none.
        answer: how what the method returns is shown; None for an empty 204.
        page: how each row is shown, for a method that returns a queryset.
        order: fields of a page's order, the last one unique.
        query: the parameters, filters among them.
        headers: request headers that it reads, with what they say.
        also: further media types of the body, with their shapes.
        raw: media type of an answer that is not of a shape.
        raw_type: what such an answer is, in its own notation.
    """

    summary: str
    body: SerializerType | None = None
    answer: SerializerType | None = None
    page: SerializerType | None = None
    order: Sequence[str] = ("-id",)
    query: Sequence[Parameter] = ()
    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    also: Mapping[str, Any] = field(default_factory=dict)
    raw: str | None = None
    raw_type: Any = str

    @property
    def parameters(self) -> Sequence[Parameter]:
        return (*self.query, *page_parameters()) if self.page else self.query


class AnsweringView(Protocol):
    """What an operation needs of its view, and leaves there for the method to read."""

    operation: Operation
    query: dict[str, Any]

    @property
    def order(self) -> Sequence[str]: ...

    def fitting(self, rows: Sequence[Any]) -> Sequence[Any]: ...

    def shown(self, rows: Sequence[Any]) -> Sequence[Any]: ...


def operation(summary: str, **parts: Any) -> Callable[[Handler], Handler]:
    """Declare a view's method; it is called with ids from the address, and `body` if it has one."""
    described = Operation(summary, **parts)

    def decorate(handler: Handler) -> Handler:
        make = _later if inspect.iscoroutinefunction(handler) else _at_once
        handle = functools.wraps(handler)(make(described, handler))
        return cast(Handler, schema_of(described)(handle))

    return decorate


def _at_once(described: Operation, handler: Callable[..., Any]) -> Callable[..., Any]:
    def handle(view: AnsweringView, request: Any, **ids: Any) -> HttpResponseBase:
        given = _read(described, view, request)
        return render(view, handler(view, **ids, **given))

    return handle


def _later(described: Operation, handler: Callable[..., Any]) -> Callable[..., Any]:
    async def handle(view: AnsweringView, request: Any, **ids: Any) -> HttpResponseBase:
        given = _read(described, view, request)
        return render(view, await handler(view, **ids, **given))

    return handle


def _read(described: Operation, view: AnsweringView, request: Any) -> dict[str, Any]:
    view.operation = described
    view.query = read_query(request._request.GET, described.parameters)
    return read_body(described, request)


def read_body(described: Operation, request: Any) -> dict[str, Any]:
    """
    Raises:
        ValidationError: the body does not fit; a body where none belongs must be empty.
    """
    if described.body is None:
        return {}
    given = read_json_body(request._request, media_types=(JSON, *described.also))
    serializer = described.body(data=given)
    serializer.is_valid(raise_exception=True)
    return {"body": serializer.validated_data}


def render(view: AnsweringView, found: Any) -> HttpResponseBase:
    described = view.operation
    if isinstance(found, HttpResponseBase):
        return found
    if described.page is not None:
        return render_page(view, described.page, found)
    if described.answer is None:
        return Response(status=204)
    return Response(described.answer(found).data, status=described.status)


def render_page(view: AnsweringView, shape: SerializerType, rows: QuerySet[Any]) -> Response:
    described, query = view.operation, view.query
    page = page_of(
        narrowed(rows, described.query, query),
        view.order,
        cursor=query.get("cursor"),
        limit=query.get("limit"),
        fit=view.fitting,
    )
    items = shape(view.shown(page.items), many=True).data
    return Response({"items": items, "next": page.next})


def schema_of(described: Operation) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return extend_schema(
        summary=described.summary,
        request=request_shape(described),
        responses={**answer_shape(described), ("default", PROBLEM_TYPE): problem_shape()},
        parameters=[*map(query_shape, described.parameters), *map(header_shape, described.headers)],
    )


def request_shape(described: Operation) -> Any:
    if described.body is None:
        return None
    return {JSON: described.body, **described.also}


def answer_shape(described: Operation) -> dict[Any, Any]:
    if described.raw is not None:
        return {(described.status, described.raw): described.raw_type}
    if described.page is not None:
        return {200: page_shape(described.page)}
    if described.answer is None:
        return {204: OpenApiResponse(description="Done.")}
    return {described.status: described.answer}


def problem_shape() -> OpenApiResponse:
    return OpenApiResponse(ProblemShape, description="What is wrong, as problem+json.")


def query_shape(parameter: Parameter) -> OpenApiParameter:
    return OpenApiParameter(
        parameter.name,
        type=dict(parameter.schema),
        location=OpenApiParameter.QUERY,
        description=parameter.description,
        required=parameter.required,
    )


def header_shape(header: tuple[str, str]) -> OpenApiParameter:
    name, description = header
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description)
