"""`manage.py run_workflow pipeline.yaml --input user_id=ada`: run a document and watch it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workflows.management.documents import read_file
from workflows.management.running import add_run_arguments, run_text


class Command(BaseCommand):
    help = (
        "Run a workflow document. Exit codes: 0 succeeded, 1 failed, 2 wrong usage or document, "
        "3 cancelled or out of time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="YAML or JSON; - for standard input")
        add_run_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        code = run_text(read_file(options["file"]), options, self.stdout, self.stderr)
        if code:
            sys.exit(code)
