"""A table full of ended executions, made by copying one inside the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from django.db.models import Model


def fill(task_runs: int, make_one: Callable[[], str]) -> int:
    """
    Copy an execution, its task runs, attempts and events until that many task runs are stored.

    `make_one` runs an execution and gives its public id. Returns the number of task runs.
    """
    from django.db import connection, transaction

    from workflows.models import Execution, TaskRun

    pattern = Execution.objects.get(public_id=make_one())
    width = TaskRun.objects.filter(execution=pattern).count()
    copies = -(-task_runs // width)
    for _ in range(copies):
        with transaction.atomic():
            copy_execution(pattern)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return TaskRun.objects.count()


def copy_execution(pattern: Model) -> None:
    """One more execution with everything under it; in the caller's transaction."""
    from workflows.models import Attempt, Event, Execution, ExecutionPayload, TaskRun

    old = pattern.pk
    copy = Execution.objects.get(pk=old)
    copy.pk, copy.public_id = None, uuid4()
    copy.save(force_insert=True)
    _copy(ExecutionPayload, {"execution_id": "%s"}, "WHERE origin.execution_id = %s", copy.pk, old)
    _copy(TaskRun, {"execution_id": "%s"}, "WHERE origin.execution_id = %s", copy.pk, old)
    _copy(Event, {"execution_id": "%s"}, "WHERE origin.execution_id = %s", copy.pk, old)
    _copy(Attempt, {"task_run_id": "fresh.id"}, ATTEMPTS_OF, copy.pk, old)


ATTEMPTS_OF = """
JOIN workflows_taskrun used ON used.id = origin.task_run_id
JOIN workflows_taskrun fresh ON fresh.position = used.position
    AND fresh.index_path = used.index_path AND fresh.execution_id = %s
WHERE used.execution_id = %s"""


def _copy(
    model: type[Model], instead: Mapping[str, str], condition: str, new: int, old: int
) -> None:
    """Insert copies of rows, some columns replaced; `new` and `old` fill the placeholders."""
    from django.db import connection

    columns = [
        field.column
        for field in model._meta.concrete_fields
        if field.column and (not field.primary_key or field.is_relation)
    ]
    values = [instead.get(column, f'origin."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} '
            f'FROM "{table}" origin {condition}',
            [new, old],
        )
