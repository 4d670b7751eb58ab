"""`manage.py stats`: what runs, how long things take, how full queue and pool are."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from rich.table import Table

from workflows.management.measuring import Measured, Timer, measure
from workflows.management.progress import console_on


class Command(BaseCommand):
    help = "Show counters, timers (count, mean, p50, p95, p99), the queue and the pool."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--hours", type=float, default=24, help="how far back timers look")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        measured = measure(hours=options["hours"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(measured)))
        else:
            self._show(measured, options["hours"])

    def _show(self, measured: Measured, hours: float) -> None:
        console = console_on(self.stdout)
        console.print(_counters("Executions", measured.executions))
        console.print(_counters("Tasks now", measured.tasks))
        console.print(_counters("Pool", measured.pool))
        console.print(_timers(measured.timers, hours))


def _counters(title: str, counts: dict[str, int]) -> Table:
    table = Table(title=title, box=None, title_justify="left", header_style="dim")
    for name in counts:
        table.add_column(name, justify="right")
    table.add_row(*(f"{count:,}" for count in counts.values()))
    return table


def _timers(timers: dict[str, Timer], hours: float) -> Table:
    title = f"Timers of the last {hours:g} h, in seconds"
    table = Table(title=title, box=None, title_justify="left", header_style="dim")
    table.add_column("")
    for name in ("count", "mean", "p50", "p95", "p99"):
        table.add_column(name, justify="right")
    for name, timer in timers.items():
        values = (timer.mean_s, timer.p50_s, timer.p95_s, timer.p99_s)
        shown = ("–" if value is None else f"{value:.3f}" for value in values)
        table.add_row(name, f"{timer.count:,}", *shown)
    return table
