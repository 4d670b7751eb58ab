"""`manage.py validate_workflow pipeline.yaml`: every problem at once, without running anything."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workflows.access import Capability
from workflows.conf import config
from workflows.definition.catalogue import Catalogue
from workflows.definition.validate import validate_document
from workflows.errors import DocumentInvalid, Problem
from workflows.management.documents import problem_lines, read_file
from workflows.management.exits import Exit
from workflows.management.people import find_person, find_team
from workflows.services.catalogue import catalogue_of
from workflows.services.workflows import read_document


class Command(BaseCommand):
    help = "Check a workflow document. Exit codes: 0 it may run, 1 it has errors, 2 wrong usage."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="YAML or JSON; - for standard input")
        parser.add_argument("--json", action="store_true", help="print the problems as JSON")
        parser.add_argument(
            "--team", help="compare with what this team has; unset: the document alone"
        )
        parser.add_argument("--user", help="whose team it is; default: the first start's user")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = find_problems(read_file(options["file"]), self._catalogue(options))
        is_fit = all(problem.severity != "error" for problem in problems)
        if options["json"]:
            listed = [problem.as_json() for problem in problems]
            self.stdout.write(json.dumps({"valid": is_fit, "problems": listed}, ensure_ascii=False))
        else:
            self._tell(problems, is_fit=is_fit)
        if not is_fit:
            sys.exit(Exit.FAILED)

    def _catalogue(self, options: dict[str, Any]) -> Catalogue:
        if not options["team"]:
            return Catalogue.unknown()
        user = find_person(options["user"])
        return catalogue_of(find_team(user, options["team"], Capability.VIEW))

    def _tell(self, problems: list[Problem], *, is_fit: bool) -> None:
        for problem in problems:
            for line in problem_lines(problem):
                self.stdout.write(line)
        self.stdout.write("It may run." if is_fit else "It may not run yet.")


def find_problems(text: str, catalogue: Catalogue) -> list[Problem]:
    """Every problem of the text, what an import would change included."""
    try:
        raw, notices = read_document(text)
    except DocumentInvalid as error:
        return list(error.problems)
    return [*notices, *validate_document(raw, limits=config().limits, catalogue=catalogue)]
