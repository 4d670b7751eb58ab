"""What the installation offers and how it is doing."""

from __future__ import annotations

from rest_framework import serializers

from workflows.rest.serializers import JsonObjectField, Row


class FunctionRow(Row):
    name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    arguments_schema = JsonObjectField()
    returns_schema = JsonObjectField(allow_null=True)
    deterministic = serializers.BooleanField()
    lane = serializers.ChoiceField(["thread", "process"])
    timeout_s = serializers.FloatField(allow_null=True)
    memory_mb = serializers.IntegerField(allow_null=True)


class KindRow(Row):
    name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    outcomes = serializers.ListField(child=serializers.CharField())
    is_container = serializers.BooleanField()
    settings_schema = JsonObjectField()


class ExampleRow(Row):
    example = serializers.CharField(help_text="give it to POST /api/v1/workflows")
    name = serializers.CharField()
    description = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    tasks = serializers.IntegerField()
    document = JsonObjectField()


class ProviderRow(Row):
    name = serializers.CharField()
    title = serializers.CharField()
    ready = serializers.BooleanField()
    why_not = serializers.CharField(allow_null=True)


class FunctionList(Row):
    items = FunctionRow(many=True)


class KindList(Row):
    items = KindRow(many=True)


class ExampleList(Row):
    items = ExampleRow(many=True)


class ProviderList(Row):
    items = ProviderRow(many=True)


class DurationsRow(Row):
    average_s = serializers.FloatField(allow_null=True)
    p50_s = serializers.FloatField(allow_null=True)
    p95_s = serializers.FloatField(allow_null=True)


class ExecutionStatisticsRow(Row):
    active = serializers.IntegerField()
    queued = serializers.IntegerField()
    running = serializers.IntegerField()
    paused = serializers.IntegerField()
    cancelling = serializers.IntegerField()
    completed = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    durations = DurationsRow()


class TaskStatisticsRow(Row):
    ready = serializers.IntegerField()
    running = serializers.IntegerField()
    waiting = serializers.IntegerField()
    running_agents = serializers.IntegerField()
    completed = serializers.IntegerField()
    failed = serializers.IntegerField()
    durations = DurationsRow()


class PoolRow(Row):
    processes = serializers.IntegerField()
    size = serializers.IntegerField()
    busy = serializers.IntegerField()
    uptime_s = serializers.FloatField(allow_null=True)


class StatisticsRow(Row):
    since = serializers.DateTimeField()
    executions = ExecutionStatisticsRow()
    tasks = TaskStatisticsRow()
    pool = PoolRow()
