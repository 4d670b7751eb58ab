"""
The frame of the app that runs in the browser: one built file under all of its addresses.

The app asks the REST API for everything, so the frame holds nothing of anybody's; that it is given
only to who may see what the address names saves people a page that stays empty.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET
from django.views.generic import RedirectView

from orchestrator_site.middleware import content_security_policy
from orchestrator_site.pages.answering import person, signed_in
from workflows.access import Capability, execution_for, workflow_for

BUILT = Path(__file__).parents[1] / "static" / "app" / "index.html"
NONCE = "__CSP_NONCE__"
THEME = ' data-theme="__THEME__"'
THEME_COOKIE = "orchestrator_theme"
THEMES = frozenset({"light", "dark"})


@require_GET
@signed_in
@ensure_csrf_cookie  # the app sends it back with every change
def show_app(request: HttpRequest) -> HttpResponse:
    return app_frame(request)


@require_GET
@signed_in
@ensure_csrf_cookie
def show_workflow_in_app(request: HttpRequest, public_id: UUID) -> HttpResponse:
    workflow_for(person(request), public_id, Capability.VIEW)
    return app_frame(request)


@require_GET
@signed_in
@ensure_csrf_cookie
def show_execution_in_app(request: HttpRequest, public_id: UUID) -> HttpResponse:
    execution_for(person(request), public_id, Capability.VIEW)
    return app_frame(request)


def app_frame(request: HttpRequest) -> HttpResponse:
    """The built page for this request, or one that says how to build it."""
    try:
        built = BUILT.read_text(encoding="utf-8")
    except FileNotFoundError:
        return render(request, "pages/not_built.html", status=503)
    # The code editor makes style elements as it goes; those with the page's nonce may count.
    nonce = secrets.token_urlsafe(18)
    styles = f"'self' 'nonce-{nonce}'"
    return HttpResponse(
        built.replace(NONCE, nonce).replace(THEME, _theme_attribute(request)),
        headers={"Content-Security-Policy": content_security_policy(styles)},
    )


def _theme_attribute(request: HttpRequest) -> str:
    """Nothing where nobody chose: then the page follows the system."""
    chosen = request.COOKIES.get(THEME_COOKIE)
    return f' data-theme="{chosen}"' if chosen in THEMES else ""


# Every address of the app; its router reads the same ones.
routes = [
    path("", show_app, name="workflows"),
    re_path("^workflows/?$", RedirectView.as_view(pattern_name="pages:workflows")),
    path("workflows/<uuid:public_id>", show_workflow_in_app, name="workflow"),
    path("workflows/<uuid:public_id>/design", show_workflow_in_app, name="design"),
    path("executions", show_app, name="executions"),
    path("executions/compare", show_app, name="compare"),
    path("executions/<uuid:public_id>", show_execution_in_app, name="execution"),
    path("approvals", show_app, name="approvals"),
    path("notices", show_app, name="notices"),
    path("agents", show_app, name="agents"),
    path("team", show_app, name="team"),
    path("tokens", show_app, name="tokens"),
]
