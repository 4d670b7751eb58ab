"""`manage.py create_api_token ada --scope run --scope read`: a token for scripts."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from workflows.access import SCOPE_CAPABILITIES, Capability
from workflows.errors import OrchestratorError
from workflows.management.exits import usage_error
from workflows.management.people import find_person, find_team
from workflows.services.tokens import create_token


class Command(BaseCommand):
    help = "Make a bearer token and print it, alone; nothing can show it again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", nargs="?", help="default: the user of the first start")
        parser.add_argument(
            "--scope",
            action="append",
            choices=sorted(SCOPE_CAPABILITIES),
            help="may be given several times; default: all of them",
        )
        parser.add_argument("--team", help="slug or id; the token works in this team only")
        parser.add_argument("--days", type=float, help="how long it works; default: until revoked")
        parser.add_argument("--name", default="made in a terminal", help="what it is for")

    def handle(self, *args: Any, **options: Any) -> None:
        user = find_person(options["user"])
        team = find_team(user, options["team"], Capability.VIEW) if options["team"] else None
        days = options["days"]
        try:
            token, text = create_token(
                user=user,
                name=options["name"],
                scopes=options["scope"] or sorted(SCOPE_CAPABILITIES),
                team_id=team.public_id if team else None,
                expires_at=timezone.now() + timedelta(days=days) if days is not None else None,
            )
        except OrchestratorError as error:
            raise usage_error(error.message) from None
        self.stderr.write(f"Token of {user}, for: {', '.join(token.scopes)}")
        self.stdout.write(text)
