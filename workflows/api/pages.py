"""The API about itself: its OpenAPI document, and a page to read it."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from rest_framework.exceptions import NotAuthenticated
from rest_framework.response import Response

from workflows.access import capability_table
from workflows.api.readable import shapes_of, subjects_of
from workflows.rest import openapi
from workflows.rest.operations import operation
from workflows.rest.permissions import Need, Rule
from workflows.rest.views import ApiView

__all__ = ["Docs", "OpenApi", "openapi", "openapi_document"]

OPENAPI = "application/vnd.oai.openapi+json"


@cache
def openapi_document() -> dict[str, Any]:
    """Made once a process: routes do not change while it runs."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    document: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document


class OpenApi(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Need.SIGNED_IN}

    @operation("This API as an OpenAPI 3.1 document", raw=OPENAPI, raw_type=OpenApiTypes.OBJECT)
    def get(self) -> Response:
        return Response(openapi_document(), content_type=OPENAPI)


class Docs(ApiView):
    """A page like those of the site, under their strict policy: no script, no foreign style."""

    # The site provides the frame: the template `workflows/shell.html`.

    permissions: ClassVar[dict[str, Rule]] = {"GET": Need.SIGNED_IN}

    def handle_exception(self, exc: Exception) -> Response:
        # Who opens the page by hand is shown where to sign in, and comes back; programs get 401.
        accepts_pages = "text/html" in self.request.headers.get("Accept", "")
        if isinstance(exc, NotAuthenticated) and accepts_pages:
            address = f"{settings.LOGIN_URL}?{urlencode({'next': self.page_request.path})}"
            return Response(status=302, headers={"Location": address})
        return super().handle_exception(exc)

    @operation("This API as a page to read", raw="text/html")
    def get(self) -> HttpResponse:
        page = render_to_string("workflows/api_docs.html", {"body": docs_body()}, self.page_request)
        return HttpResponse(page)

    @property
    def page_request(self) -> HttpRequest:
        """Django's own request, for whose person the frame shows pages and account."""
        return self.request._request


@cache
def docs_body() -> str:
    """Made once a process, as it is long and the same for everybody; safe to stand in a page."""
    document = openapi_document()
    return render_to_string(
        "workflows/api_docs_body.html",
        {
            "info": document["info"],
            "subjects": subjects_of(document),
            "shapes": shapes_of(document),
            "table": capability_table(),
        },
    )
