"""`manage.py worker`: one worker process of a production installation."""

from __future__ import annotations

import os
import platform
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from orchestrator_site.database import end_frozen_transactions
from orchestrator_site.missing_database import refuse_empty_database
from workflows.conf import WorkflowsConfig, forget_config


class Command(BaseCommand):
    help = (
        "Run tasks; start one a core. SIGTERM lets running work end. Exit code 75 asks to be "
        "started anew: too many threads hang in functions that do not end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--slots",
            type=int,
            default=settings.WORKFLOWS.engine.slots,
            help="threads that compute",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["slots"] < 1:
            raise CommandError("--slots: a worker needs at least one.")

        refuse_empty_database()
        settings.WORKFLOWS = with_slots(settings.WORKFLOWS, options["slots"])
        forget_config()
        end_frozen_transactions(settings.WORKFLOWS.engine.lease_s)
        from celery.apps.worker import Worker

        from orchestrator_site.celery import app

        worker = Worker(
            app=app,
            hostname=f"worker-{os.getpid()}@{platform.node()}",
            pool="threads",
            concurrency=options["slots"],
            loglevel=settings.SITE.log.level,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            quiet=True,
        )
        worker.start()
        sys.exit(worker.exitcode or 0)


def with_slots(workflows: WorkflowsConfig, slots: int) -> WorkflowsConfig:
    engine = workflows.engine.model_copy(update={"slots": slots})
    return workflows.model_copy(update={"engine": engine})
