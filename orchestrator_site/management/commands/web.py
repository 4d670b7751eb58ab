"""`manage.py web`: one web process of a production installation."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from orchestrator_site.missing_database import refuse_empty_database
from workflows.errors import OrchestratorError


class Command(BaseCommand):
    help = "Serve pages, REST and sockets; run as many of these as you like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.SITE.host)
        parser.add_argument("--port", type=int, default=settings.SITE.port)

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_empty_database()
        from orchestrator_site.asgi import application
        from orchestrator_site.web_server import WebServer

        server = WebServer(
            application, host=options["host"], port=options["port"], on_ready=self.announce
        )
        try:
            server.serve()
        except OrchestratorError as error:
            raise CommandError(error.message) from None
        finally:
            connections.close_all()

    def announce(self, port: int) -> None:
        self.stdout.write(f"Listening on port {port}.")
        self.stdout.flush()
