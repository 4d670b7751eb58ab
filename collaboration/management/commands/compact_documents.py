"""Merge the logs of all shared documents now, as before a backup or after much was imported."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from collaboration.errors import DocumentDamaged, DocumentGone
from collaboration.models import SharedDocument
from collaboration.persistence.compaction import compact


class Command(BaseCommand):
    help = "Merge the logs of shared documents; people may go on editing meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--least", type=int, default=1, help="leave shorter logs alone (default: 1)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        merged, damaged = 0, []
        rows = SharedDocument.objects.filter(tail_count__gte=options["least"])
        for key in rows.order_by("pk").values_list("pk", flat=True):
            try:
                merged += compact(key, least=options["least"])
            except DocumentGone:
                continue
            except DocumentDamaged as error:
                damaged.append(key)
                self.stderr.write(error.message)
        self.stdout.write(f"Merged {merged} logs.")
        if damaged:
            raise CommandError(f"{len(damaged)} documents cannot be read.")
