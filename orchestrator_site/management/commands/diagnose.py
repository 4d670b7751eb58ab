"""`manage.py diagnose`: versions, configuration without secrets, health."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from orchestrator_site.diagnosis import diagnose


class Command(BaseCommand):
    help = "Print what a report about a problem needs; it has no secret in it."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(diagnose(), indent=2, default=str))
