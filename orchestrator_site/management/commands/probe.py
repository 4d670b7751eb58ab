"""`manage.py probe`: for a container's health check; exits 0 or says what is wrong."""

from __future__ import annotations

from argparse import ArgumentParser
from http.client import HTTPConnection
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PATIENCE_S = 4


class Command(BaseCommand):
    help = "Check this machine's web process, or what a worker needs."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["web", "worker"])

    def handle(self, *args: Any, **options: Any) -> None:
        complaints = probe_web() if options["what"] == "web" else probe_worker()
        if complaints:
            raise CommandError("; ".join(complaints))


def probe_web() -> list[str]:
    connection = HTTPConnection("127.0.0.1", settings.SITE.port, timeout=PATIENCE_S)
    try:
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
    except OSError as error:
        return [f"web: {error}"]
    finally:
        connection.close()
    return [] if status == 200 else [f"web: status {status}"]


def probe_worker() -> list[str]:
    from orchestrator_site.health import CHECKS, run_checks

    return [f"{name}: {found}" for name, found in run_checks(CHECKS).items() if found != "ok"]
