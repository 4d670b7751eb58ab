"""`manage.py run_example media_pipeline`: run one of the shipped examples and watch it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workflows.examples import example_names, load_example
from workflows.management.running import add_run_arguments, run_text


class Command(BaseCommand):
    help = "Run a shipped example; it needs no key. Exit codes as of run_workflow."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=example_names())
        add_run_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        code = run_text(load_example(options["name"]), options, self.stdout, self.stderr)
        if code:
            sys.exit(code)
