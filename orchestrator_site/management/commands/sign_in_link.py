"""`manage.py sign_in_link`: the way in where no start printed one, or a password is forgotten."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from workflows.management.people import find_person
from workflows.services.sign_in_links import LIFETIME, make_link


class Command(BaseCommand):
    help = "Print a link that signs somebody in once; it is good for a day."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", nargs="?", help="default: the user of the first start")

    def handle(self, *args: Any, **options: Any) -> None:
        user = find_person(options["user"])
        address = settings.SITE.public_url or f"http://localhost:{settings.SITE.port}"
        hours = int(LIFETIME.total_seconds() // 3600)
        self.stderr.write(f"Signs {user} in once, within {hours} hours:")
        self.stdout.write(f"{address}/sign-in/{make_link(user)}")
