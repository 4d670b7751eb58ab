"""
Indexes that another one makes needless, or that only the deletion of a person reads, go; those that name newest rows first run upwards.

The fields' own indexes are dropped by name: altering the field would copy the whole table on
SQLite, and the hottest tables are the largest.
"""

import django.db.models.deletion
from django.db import migrations, models

NEEDLESS = {
    "workflows_attempt_task_run_id_aead8d8b": "workflows_attempt (task_run_id)",
    "workflows_execution_parent_run_4384dee2": "workflows_execution (parent_run)",
    "workflows_execution_retry_of_id_baee4a7f": "workflows_execution (retry_of_id)",
    "workflows_execution_started_by_id_0a4349bb": "workflows_execution (started_by_id)",
    "workflows_execution_team_id_0d0b4eb5": "workflows_execution (team_id)",
    "workflows_execution_workflow_id_52332b11": "workflows_execution (workflow_id)",
}
WITHOUT_INDEX = {
    ("attempt", "task_run"): models.ForeignKey(
        to="workflows.taskrun",
        on_delete=django.db.models.deletion.CASCADE,
        related_name="attempts",
        db_index=False,
    ),
    ("execution", "parent_run"): models.BigIntegerField(
        null=True, help_text="task run it serves"
    ),
    ("execution", "retry_of"): models.ForeignKey(
        to="workflows.execution",
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        db_index=False,
    ),
    ("execution", "started_by"): models.ForeignKey(
        to="workflows.user",
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        db_index=False,
    ),
    ("execution", "team"): models.ForeignKey(
        to="workflows.team",
        on_delete=django.db.models.deletion.CASCADE,
        related_name="executions",
        db_index=False,
    ),
    ("execution", "workflow"): models.ForeignKey(
        to="workflows.workflow",
        null=True,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="executions",
        db_index=False,
    ),
}


class Migration(migrations.Migration):
    dependencies = [("workflows", "0010_invitations")]

    operations = [
        migrations.AddIndex(
            "execution",
            models.Index(fields=["team", "id"], name="workflows_e_team_id_f67b5b_idx"),
        ),
        migrations.AddIndex(
            "execution",
            models.Index(fields=["workflow", "id"], name="workflows_e_workflo_9cde4a_idx"),
        ),
        migrations.AddIndex(
            "execution",
            models.Index(
                fields=["parent_run"],
                name="execution_parent_run",
                condition=models.Q(parent_run__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "execution",
            models.Index(
                fields=["retry_of"],
                name="execution_retry_of",
                condition=models.Q(retry_of__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "event", models.Index(fields=["team", "id"], name="workflows_e_team_id_cd3f20_idx")
        ),
        migrations.RemoveIndex("event", "event_severe"),
        migrations.AddIndex(
            "event",
            models.Index(
                fields=["team", "severity", "id"],
                name="event_severe",
                condition=models.Q(severity__gte=30),
            ),
        ),
        migrations.RemoveIndex("event", "workflows_e_team_id_13617d_idx"),
        migrations.RemoveIndex("execution", "workflows_e_team_id_a5e32d_idx"),
        migrations.RemoveIndex("execution", "workflows_e_workflo_4e28bb_idx"),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX {name} ON {where}")
                for name, where in NEEDLESS.items()
            ],
            state_operations=[
                migrations.AlterField(model, name, field)
                for (model, name), field in WITHOUT_INDEX.items()
            ],
        ),
    ]
