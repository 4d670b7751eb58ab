"""What the installation offers: kinds, functions, examples, providers; how it is doing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from rest_framework.response import Response

from workflows.access import Capability, team_for
from workflows.api.shapes.platform import (
    ExampleList,
    FunctionList,
    KindList,
    ProviderList,
    StatisticsRow,
)
from workflows.conf import config
from workflows.definition.json_schema import document_schema
from workflows.definition.kinds import KINDS, settings_schema
from workflows.functions.registry import all_functions
from workflows.providers.catalogue import available_providers
from workflows.queries.examples import examples_shown
from workflows.queries.statistics import Statistics, compute_statistics
from workflows.rest import parameters
from workflows.rest.operations import operation
from workflows.rest.permissions import Need, Rule
from workflows.rest.views import ApiView

SCHEMA = "application/schema+json"
MOST_HOURS = 24 * 31
TEAM = parameters.identity("team", about="left out: all your teams")
HOURS = parameters.count("hours", least=1, most=MOST_HOURS, about="of what ended; default: 24")


class Kinds(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Need.SIGNED_IN}

    @operation("Kinds of tasks, with the JSON Schema of their settings", answer=KindList)
    def get(self) -> dict[str, Sequence[Any]]:
        kinds = [
            {
                "name": kind.name,
                "title": kind.title,
                "description": kind.description,
                "outcomes": kind.outcomes,
                "is_container": kind.is_container,
                "settings_schema": settings_schema(kind.name),
            }
            for kind in KINDS.values()
        ]
        return {"items": kinds}


class Functions(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Need.SIGNED_IN}

    @operation("Functions that tasks may call, with their schemas", answer=FunctionList)
    def get(self) -> dict[str, Sequence[Any]]:
        return {"items": all_functions()}


class Examples(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Need.SIGNED_IN}

    @operation("Workflows to start from", answer=ExampleList)
    def get(self) -> dict[str, Sequence[Any]]:
        return {"items": examples_shown()}


class Providers(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Need.SIGNED_IN}

    @operation("Providers of models, and why one is not ready", answer=ProviderList)
    def get(self) -> dict[str, Sequence[Any]]:
        return {"items": available_providers(config().models)}


class DocumentSchema(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Need.SIGNED_IN}

    @operation("JSON Schema of a workflow document", raw=SCHEMA, raw_type=OpenApiTypes.OBJECT)
    def get(self) -> Response:
        return Response(document_schema(), content_type=SCHEMA)


class StatisticsView(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("What runs now, and how it went lately", answer=StatisticsRow, query=(TEAM, HOURS))
    def get(self) -> Statistics:
        team_id = self.query.get("team")
        if team_id is not None:
            team_for(self.person, team_id, Capability.VIEW)
        return compute_statistics(self.person, team_id=team_id, hours=self.query.get("hours", 24))
