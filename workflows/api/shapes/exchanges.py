"""What agents were asked and answered, and between whom it went."""

from __future__ import annotations

from rest_framework import serializers

from workflows.api.shapes.executions import MessageRow
from workflows.models import AttemptState
from workflows.rest.serializers import ChoiceName, Row


class ShownMessageRow(MessageRow):
    characters = serializers.IntegerField(help_text="how long the text is as it is kept")
    is_cut = serializers.BooleanField(
        help_text="only its beginning stands here; fetch `…/tasks/{task_run}/attempts/{attempt}/"
        "messages`"
    )


class ExchangeRow(Row):
    """One attempt of an agent's task with what was said in it; the order is that of their ends."""

    id = serializers.IntegerField()
    task_run = serializers.IntegerField(source="attempt.task_run_id")
    task = serializers.CharField(source="attempt.task_run.task")
    index_path = serializers.CharField(source="attempt.task_run.index_path")
    attempt = serializers.IntegerField(source="attempt.number")
    state = ChoiceName(AttemptState, source="attempt.state")
    agent = serializers.CharField(
        source="attempt.agent_revision.agent.slug", default=None, allow_null=True
    )
    model = serializers.CharField(source="attempt.model")
    is_cached = serializers.BooleanField(help_text="the answer was found again; nobody was asked")
    error_code = serializers.CharField(source="attempt.error_code")
    error_message = serializers.CharField(source="attempt.error_message")
    started_at = serializers.DateTimeField(source="attempt.started_at", allow_null=True)
    ended_at = serializers.DateTimeField(source="attempt.ended_at")
    input_tokens = serializers.IntegerField(source="attempt.input_tokens")
    output_tokens = serializers.IntegerField(source="attempt.output_tokens")
    cost_microusd = serializers.IntegerField(source="attempt.cost_microusd")
    messages = ShownMessageRow(many=True)
    messages_between = serializers.IntegerField(
        help_text="how many are left out between the first and the last ones"
    )
    kept = serializers.ChoiceField(
        ["whole", "none", "too_large", "lost"],
        help_text="too_large: read it by itself; lost: its file is gone",
    )


class FlowRow(Row):
    """What the source answered stands in what the target is asked."""

    source = serializers.CharField()  # type: ignore[assignment]
    target = serializers.CharField()
    through = serializers.ListField(
        child=serializers.CharField(), help_text="tasks without an agent that it comes by, in order"
    )


class TalkerRow(Row):
    task = serializers.CharField()
    agent = serializers.CharField(allow_null=True, help_text="one of them, if there were several")
    model = serializers.CharField(help_text="one of them, if there were several")
    runs = serializers.IntegerField(help_text="task runs with an attempt that has ended")
    attempts = serializers.IntegerField()
    failed = serializers.IntegerField(help_text="of the attempts")
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    cost_microusd = serializers.IntegerField()
    duration_s = serializers.FloatField(help_text="of all attempts together")


class TalkRow(Row):
    """Every task of an agent, and between which of them messages go by what their texts read."""

    tasks = TalkerRow(many=True)
    flows = FlowRow(many=True)
    is_cut = serializers.BooleanField(help_text="there are more flows than are told")
