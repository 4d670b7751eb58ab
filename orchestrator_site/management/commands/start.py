"""`manage.py start`: the whole product in this process, ready to be opened in a browser."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import autoreload

from orchestrator_site.embedded.lock import AlreadyRunning, DataLock
from workflows.errors import OrchestratorError


class Command(BaseCommand):
    help = "Run the whole product in one process: web server, worker, SQLite. No service needed."
    requires_system_checks = ()  # they load every module of the product before the first page

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.SITE.host)
        parser.add_argument("--port", type=int, default=settings.SITE.port)
        parser.add_argument("--no-worker", action="store_true", help="serve pages, run no tasks")
        parser.add_argument("--reload", action="store_true", help="start anew when code changes")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SITE.is_production:
            raise CommandError(
                "DATABASE_URL names a database server: run `migrate` once, then `web` and "
                "`worker` processes, as many as you like."
            )
        if options["reload"]:
            autoreload.run_with_reloader(self.run, **options, own_signals=False)
        else:
            self.run(**options)

    def run(self, *, own_signals: bool = True, **options: Any) -> None:
        try:
            with DataLock(settings.DATA_DIR) if own_signals else nullcontext():
                self.serve(own_signals=own_signals, **options)
        except AlreadyRunning as error:
            raise CommandError(error.message) from None

    def serve(self, *, own_signals: bool, **options: Any) -> None:
        bring_database_up_to_date()
        link = first_start_link()

        from orchestrator_site.asgi import application
        from orchestrator_site.embedded.installation import run_installation

        try:
            run_installation(
                application,
                host=options["host"],
                port=options["port"],
                slots=None if options["no_worker"] else settings.WORKFLOWS.engine.slots,
                on_ready=lambda port: self.announce(port, link),
                own_signals=own_signals,
            )
        except OrchestratorError as error:
            raise CommandError(error.message) from None

    def announce(self, port: int, link: str | None) -> None:
        address = settings.SITE.public_url or f"http://localhost:{port}"
        lines = ["", f"  The orchestrator runs at  {address}/"]
        if link:
            lines += [f"  Sign in (works once):     {address}{link}"]
        lines += [f"  Data in {settings.DATA_DIR} (process {os.getpid()}); Ctrl-C stops it.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def bring_database_up_to_date() -> None:
    """Run migrations if any are missing; looking takes 20 ms, running the command 300."""
    connection = connections["default"]
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def first_start_link() -> str | None:
    """Path of the one-time sign-in page while nobody has signed in yet."""
    from workflows.services.first_start import ensure_first_start

    return ensure_first_start().sign_in_path
