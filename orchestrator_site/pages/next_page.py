"""Where to go after signing in, as long as that is here."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/"


def next_page(request: HttpRequest) -> str:
    """The wanted page if it is a path of this site; else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or HOME
    return wanted if is_own_path(wanted) else HOME


def is_own_path(wanted: str) -> bool:
    """
    Whether a browser would stay on this site.

    Only absolute paths: no host at all is stricter than the right host, and leaves out every
    trick with schemes, user names and ports.
    """
    is_path = wanted.startswith("/") and not wanted.startswith("//")
    is_plain = "\\" not in wanted and wanted.isprintable()
    return is_path and is_plain and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
