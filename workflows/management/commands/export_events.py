"""`manage.py export_events --execution … > events.jsonl`: events, one JSON object a line."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from workflows.management.exits import usage_error
from workflows.models import Event, EventSeverity

CHUNK = 2_000
SEVERITIES = {severity.label: severity for severity in EventSeverity}


class Command(BaseCommand):
    help = "Write events as JSON lines, oldest first; with constant memory, however many."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--execution", type=UUID, help="of this execution only")
        parser.add_argument("--team", metavar="SLUG", help="of this team only")
        parser.add_argument("--name", action="append", help="of this name only, as task:failed")
        parser.add_argument("--severity", choices=SEVERITIES, help="this severe or more")
        parser.add_argument("--since", metavar="TIME", help="ISO 8601; without zone: UTC")
        parser.add_argument("-o", "--output", metavar="FILE", help="default: standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = chosen_events(options)
        if not options["output"]:
            self._print(rows)
            return
        try:
            with Path(options["output"]).open("w", encoding="utf-8") as file:
                self._write(rows, file)
        except OSError as error:
            raise usage_error(f"{options['output']} cannot be written: {error}") from None

    def _print(self, rows: QuerySet[Event]) -> None:
        try:
            self._write(rows, self.stdout)
        except BrokenPipeError:  # whoever read it, as `head`, has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def _write(self, rows: QuerySet[Event], file: Any) -> None:
        for line in event_lines(rows):
            file.write(f"{line}\n")


def chosen_events(options: dict[str, Any]) -> QuerySet[Event]:
    rows = Event.objects.select_related("execution", "team").order_by("pk")
    if options["execution"]:
        rows = rows.filter(execution__public_id=options["execution"]).order_by("number")
    if options["team"]:
        rows = rows.filter(team__slug=options["team"])
    if options["name"]:
        rows = rows.filter(name__in=options["name"])
    if options["severity"]:
        rows = rows.filter(severity__gte=SEVERITIES[options["severity"]])
    if options["since"]:
        rows = rows.filter(at__gte=_moment(options["since"]))
    return rows


def event_lines(rows: QuerySet[Event]) -> Iterator[str]:
    for event in rows.iterator(chunk_size=CHUNK):
        yield json.dumps(_as_json(event), ensure_ascii=False)


def _as_json(event: Event) -> dict[str, Any]:
    return {
        "id": event.pk,
        "team": event.team.slug,
        "execution": str(event.execution.public_id) if event.execution else None,
        "number": event.number,
        "name": event.name,
        "severity": EventSeverity(event.severity).label,
        "subject": event.subject,
        "at": event.at.isoformat(),
        "schema": event.schema,
        "data": json.loads(event.data),
    }


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text) or parse_datetime(f"{text}T00:00:00")
    except ValueError:
        moment = None
    if moment is None:
        raise usage_error(f"--since wants a time like 2026-01-31T08:00:00Z, not {text!r}.")
    return (
        moment
        if timezone.is_aware(moment)
        else moment.replace(tzinfo=timezone.get_default_timezone())
    )
