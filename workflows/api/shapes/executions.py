"""Executions, task runs, attempts, events, logs."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from workflows.api.shapes.fields import JsonObjectText, JsonText, public_id, team_field
from workflows.models import (
    AttemptState,
    EventSeverity,
    ExecutionState,
    TaskRun,
    TaskRunFlag,
    TaskRunState,
)
from workflows.rest.serializers import Body, ChoiceName, JsonObjectField, Row

FLAGS = [flag.name.lower() for flag in TaskRunFlag]


class ExecutionRow(Row):
    id = serializers.UUIDField(source="public_id")
    team = serializers.UUIDField(source="team.public_id")
    workflow = public_id("workflow", allow_null=True)
    name = serializers.CharField(help_text="the workflow's, or that of the document it runs")
    workflow_name = serializers.CharField(source="workflow.name", default=None, allow_null=True)
    version = serializers.UUIDField(source="version.public_id")
    version_number = serializers.IntegerField(source="version.number", allow_null=True)
    state = ChoiceName(ExecutionState)
    is_waiting = serializers.BooleanField(
        help_text="nothing in it runs or could run: it waits for a person, time or another"
    )
    is_failing = serializers.BooleanField(source="failing")
    draft_run = serializers.BooleanField()
    trigger = serializers.CharField()
    priority = serializers.IntegerField()
    started_by = serializers.CharField(source="started_by.username", default=None, allow_null=True)
    retry_of = public_id("retry_of", allow_null=True)
    error_code = serializers.CharField()
    error_message = serializers.CharField()
    events = serializers.IntegerField(help_text="number of the newest event")
    cost_microusd = serializers.IntegerField()
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    deadline_at = serializers.DateTimeField(allow_null=True)


class ExecutionDetailRow(ExecutionRow):
    inputs = JsonObjectText(source="payload.inputs")
    outputs = JsonObjectText(source="payload.outputs", allow_null=True)


class ExecutionSummaryRow(ExecutionRow):
    inputs = JsonObjectText(source="payload.inputs")
    outputs = JsonObjectText(source="shown_outputs", allow_null=True)
    outputs_bytes = serializers.IntegerField()
    outputs_are_cut = serializers.BooleanField(
        help_text="too large to be shown here; fetch `…/outputs`"
    )
    outputs_beginning = serializers.CharField(
        help_text="first characters of the JSON text of outputs that are cut"
    )


NARROWING = ("only", "task", "to", "from_task")


def task_field(help_text: str) -> serializers.CharField:
    return serializers.CharField(max_length=64, required=False, help_text=help_text)


class PlanStartBody(Body):
    """At most one of `only`, `task`, `to` and `from_task`."""

    version = serializers.IntegerField(
        min_value=1, required=False, help_text="left out: the newest published one"
    )
    draft = serializers.BooleanField(required=False, help_text="run the draft as it is")
    pins = serializers.BooleanField(
        required=False, help_text="false: a run of the draft runs pinned tasks too"
    )
    only = serializers.ListField(
        child=serializers.CharField(max_length=64), max_length=20_000, required=False
    )
    task = task_field("this one alone, with earlier outputs for what it reads")
    to = task_field("this one and all that it waits for or reads")
    from_task = task_field("this one and all after it, with earlier outputs for the rest")
    outputs = JsonObjectField(required=False, help_text="outputs of tasks that are not run")

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        if len(attrs.keys() & set(NARROWING)) > 1:
            raise serializers.ValidationError("Give one of only, task, to and from_task.")
        return attrs


class StartBody(PlanStartBody):
    inputs = JsonObjectField(required=False)
    priority = serializers.IntegerField(min_value=0, max_value=100, required=False)


class ReusedOutputRow(Row):
    task = serializers.CharField()
    execution = serializers.UUIDField(help_text="where the output comes from")


class EstimateRow(Row):
    """
    From the newest successes of the same tasks in executions that you may see, the median of each.

    A lower bound while fewer tasks are known than there are.
    """

    cost_microusd = serializers.IntegerField(
        allow_null=True, help_text="null: no task that asks models has run before"
    )
    duration_s = serializers.FloatField(
        allow_null=True,
        help_text="of the longest chain of tasks; null: none of the tasks has run before",
    )
    tasks = serializers.IntegerField(help_text="that take time of their own")
    tasks_known = serializers.IntegerField(help_text="of these, how many have run before")
    model_tasks = serializers.IntegerField(help_text="that ask models, or may")
    model_tasks_known = serializers.IntegerField()
    unpriced = serializers.IntegerField(help_text="known ones whose model has no known price")
    waits_for_people = serializers.BooleanField(help_text="what they take comes besides")
    executions = serializers.IntegerField(help_text="earlier ones that this is known from")


class StartPlanRow(Row):
    """Tasks outside containers; those not named do not take part."""

    runs = serializers.ListField(child=serializers.CharField(), help_text="conditions permitting")
    pinned = serializers.ListField(child=serializers.CharField())
    given = serializers.ListField(child=serializers.CharField())
    reused = ReusedOutputRow(many=True)
    estimate = EstimateRow()


class StartDocumentBody(Body):
    team = team_field()
    document = JsonObjectField()
    inputs = JsonObjectField(required=False)


class RunTaskBody(Body):
    task = serializers.CharField(max_length=64)
    input = JsonObjectField(required=False)


class RetryBody(Body):
    version = serializers.ChoiceField(
        ["same", "newest", "draft"],
        required=False,
        help_text="`newest`: published; `draft`: as it is now, what has changed runs again",
    )
    from_task = serializers.CharField(
        max_length=64, required=False, help_text="left out: from the tasks that failed"
    )


class TaskRunRow(Row):
    id = serializers.IntegerField()
    task = serializers.CharField()
    kind = serializers.CharField()
    index_path = serializers.CharField(help_text="map item or loop turn, such as `3` or `3.0`")
    state = ChoiceName(TaskRunState)
    outcome = serializers.CharField()
    reason = serializers.CharField()
    attempt = serializers.IntegerField()
    lost = serializers.IntegerField(help_text="attempts whose worker vanished")
    flags = serializers.SerializerMethodField()
    priority = serializers.IntegerField()
    cost_microusd = serializers.IntegerField()
    tokens = serializers.IntegerField(help_text="in and out, of all attempts together")
    not_before = serializers.DateTimeField(allow_null=True)
    ready_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(FLAGS)))
    def get_flags(self, run: TaskRun) -> list[str]:
        return [flag.name.lower() for flag in TaskRunFlag if run.flags & flag]


class AttemptRow(Row):
    number = serializers.IntegerField()
    epoch = serializers.IntegerField()
    state = ChoiceName(AttemptState)
    worker = serializers.CharField()
    agent = serializers.CharField(source="agent_revision.agent.slug", default=None, allow_null=True)
    agent_revision = serializers.IntegerField(
        source="agent_revision.number", default=None, allow_null=True
    )
    model = serializers.CharField()
    explanation = serializers.CharField(help_text="why this agent")
    error_code = serializers.CharField()
    error_message = serializers.CharField()
    ready_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField()
    cpu_s = serializers.FloatField(allow_null=True)
    peak_memory_bytes = serializers.IntegerField(allow_null=True, help_text="null: not measured")
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    cost_microusd = serializers.IntegerField()
    input = JsonText(allow_null=True)
    output_bytes = serializers.IntegerField()
    has_messages = serializers.BooleanField(help_text="`…/attempts/{number}/messages` holds some")


class MessageRow(Row):
    role = serializers.ChoiceField(["system", "user", "assistant", "tool"])
    kind = serializers.ChoiceField(["text", "thinking", "tool_call", "tool_result", "error"])
    text = serializers.CharField(help_text="of a tool call its arguments as JSON")
    left_out = serializers.IntegerField(default=0, help_text="characters that were not kept")
    name = serializers.CharField(default="", help_text="of the tool")
    call = serializers.CharField(default="", help_text="joins a tool's result to its call")
    model = serializers.CharField(default="", help_text="`provider:model`, where one said it")


class MessagesRow(Row):
    """What was said with a model, in order; empty where no model was asked."""

    items = MessageRow(many=True)


class TaskRunDetailRow(TaskRunRow):
    attempts = AttemptRow(many=True, source="shown_attempts")
    output = serializers.JSONField(allow_null=True)
    output_bytes = serializers.IntegerField()
    output_is_cut = serializers.BooleanField(
        help_text="too large to be shown here; fetch `…/output`"
    )
    output_beginning = serializers.CharField(
        help_text="first characters of the JSON text of an output that is cut"
    )


class EventRow(Row):
    number = serializers.IntegerField()
    name = serializers.CharField()
    severity = ChoiceName(EventSeverity)
    subject = serializers.CharField(help_text="task, with its index path")
    execution = public_id("execution", allow_null=True)
    at = serializers.DateTimeField()
    schema = serializers.IntegerField()
    data = JsonObjectText()  # type: ignore[assignment]


class TeamEventRow(EventRow):
    id = serializers.IntegerField()
    team = serializers.UUIDField(source="team.public_id")


class LogLineRow(Row):
    task_run = serializers.IntegerField()
    attempt = serializers.IntegerField()
    position = serializers.CharField()
    at = serializers.CharField()
    level = serializers.CharField()
    message = serializers.CharField()
