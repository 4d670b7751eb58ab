"""`manage.py restore`: database and files as a backup has them."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from collaboration.persistence.renewing import renew_documents
from orchestrator_site.backups.making import restore_backup
from orchestrator_site.embedded.lock import DataLock
from workflows.errors import OrchestratorError


class Command(BaseCommand):
    help = "Bring a backup back. Stop web and worker processes first."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="a file that `backup` wrote")
        parser.add_argument("--replace", action="store_true", help="throw away the data there is")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with DataLock(settings.DATA_DIR):
                manifest = restore_backup(options["source"], may_replace=options["replace"])
                call_command("migrate", interactive=False, verbosity=0)
                damaged = renew_documents()
        except OrchestratorError as error:
            raise CommandError(error.message) from None
        for key in damaged:
            self.stderr.write(f"The shared document {key} cannot be read.")
        self.stdout.write(f"Restored what was saved at {manifest.made_at}.")
