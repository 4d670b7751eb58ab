"""The addresses that there really are, read off the URL configuration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern

from collaboration.api.urls import urlpatterns as collaboration_urls
from tests.rest.world import API, World
from workflows.api.urls import urlpatterns as workflow_urls
from workflows.rest.permissions import Rule

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    name: str
    pattern: URLPattern

    @property
    def view(self) -> Any:
        return getattr(self.pattern.callback, "cls", None)

    @property
    def methods(self) -> list[str]:
        return [method for method in METHODS if hasattr(self.view, method.lower())]

    @property
    def permissions(self) -> dict[str, Rule]:
        return dict(self.view.permissions)

    def path(self, world: World, **ids: Any) -> str:
        found = {**world.ids, **ids}
        parts = {name: found[name] for name in self.pattern.pattern.converters}
        text = str(self.pattern.pattern)
        for name, converter in self.pattern.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            kind = {"string": "str"}.get(kind, kind)
            text = text.replace(f"<{kind}:{name}>", str(parts[name]))
        return f"{API}/{text}"


def routes() -> Iterator[Route]:
    """All but the catch-all, which answers 404 to everybody."""
    for pattern in (*collaboration_urls, *workflow_urls):
        if pattern.name != "unknown":
            yield Route(str(pattern.name), pattern)


def route(name: str) -> Route:
    return next(one for one in routes() if one.name == name)
