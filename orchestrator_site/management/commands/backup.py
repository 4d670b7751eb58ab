"""`manage.py backup`: database and files in one zip, while everything goes on."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orchestrator_site.backups.making import make_backup
from orchestrator_site.versions import product_version
from workflows.errors import OrchestratorError


class Command(BaseCommand):
    help = "Write database and files into one zip file; generated keys stay out of it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", nargs="?", type=Path, help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        name = f"orchestrator-{now:%Y%m%d-%H%M%S}.zip"
        target: Path = options["target"] or settings.DATA_DIR / "backups" / name
        try:
            make_backup(target, product=product_version(), now=now)
        except OrchestratorError as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"{target} ({target.stat().st_size / 1e6:.1f} MB)")
        self.stdout.write(f"Keep the keys of {settings.DATA_DIR} in another place.")
