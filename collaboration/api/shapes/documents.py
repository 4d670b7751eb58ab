"""Edges that lead nowhere, and what became of them."""

from __future__ import annotations

from rest_framework import serializers

from workflows.rest.serializers import Body, Row

MOST_EDGES = 10_000


class PruneBody(Body):
    edges = serializers.ListField(
        child=serializers.CharField(max_length=300),
        max_length=MOST_EDGES,
        help_text="their ids, as the problems of the draft name them",
    )


class PrunedRow(Row):
    number = serializers.IntegerField(help_text="of the newest update in the document's log")
    removed = serializers.ListField(child=serializers.CharField())
