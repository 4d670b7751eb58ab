"""`manage.py document_schema`: the JSON Schema of workflow documents, for editors."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from workflows.definition.json_schema import document_schema
from workflows.management.exits import usage_error


class Command(BaseCommand):
    help = "Write the JSON Schema of workflow documents."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("-o", "--output", metavar="FILE", help="default: standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        text = json.dumps(document_schema(), indent=2, sort_keys=True)
        if not options["output"]:
            self.stdout.write(text)
            return
        try:
            Path(options["output"]).write_text(f"{text}\n", encoding="utf-8")
        except OSError as error:
            raise usage_error(f"{options['output']} cannot be written: {error}") from None
