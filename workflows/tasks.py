"""The one Celery task: a doorbell that sends its listener to the database."""

from celery import shared_task

from workflows.engine.local import local_worker


@shared_task(name="workflows.drain", ignore_result=True)  # type: ignore[untyped-decorator]
def drain() -> None:
    """Work on what is ready in this process, until nothing is."""
    local_worker().drain()
