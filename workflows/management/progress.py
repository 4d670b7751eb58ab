"""How an execution is shown in a terminal while it runs, and after it."""

from __future__ import annotations

import json
from typing import IO, Any, cast

from django.core.management.base import OutputWrapper
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from workflows.management.watching import Look

LOOKS = {
    "pending": ("○", "dim"),
    "ready": ("○", "dim"),
    "running": ("◌", "blue"),
    "waiting": ("‖", "yellow"),
    "succeeded": ("✓", "green"),
    "failed": ("✕", "red"),
    "skipped": ("↷", "dim"),
    "cancelled": ("⊘", "dim"),
}
SHOWN_OUTPUT = 4_000


def console_on(out: OutputWrapper) -> Console:
    """A rich console on a command's output, which else ends every piece with a line break."""
    out.ending = ""
    return Console(file=cast(IO[str], out), highlight=False)


class Progress:
    """A table that redraws itself on a terminal; a line for each change anywhere else."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.live = Live(console=console, auto_refresh=False, transient=True)
        self.told: dict[str, str] = {}

    def __enter__(self) -> Progress:
        if self.console.is_terminal:
            self.live.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self.console.is_terminal:
            self.live.stop()

    def show(self, look: Look) -> None:
        if self.console.is_terminal:
            self.live.update(_table_of(look, self.console.height - 4), refresh=True)
        else:
            self._tell_changes(look)

    def _tell_changes(self, look: Look) -> None:
        for line in look.tasks:
            if self.told.get(line.task) != line.state:
                self.told[line.task] = line.state
                took = f" {line.took_s:.1f} s" if line.took_s else ""
                self.console.print(Text(f"{LOOKS[line.state][0]} {line.task} {line.state}{took}"))


def print_summary(console: Console, summary: dict[str, Any]) -> None:
    """Times, tokens and cost of each task, the sums, what failed, and the outputs."""
    console.print(_summary_table(summary))
    tokens = f"{summary['input_tokens']} / {summary['output_tokens']} tokens"
    total = f"{summary['state']} in {summary['duration_s']:.2f} s · {tokens}"
    console.print(Text(f"{total} · ${summary['cost_usd']:.4f}", style="bold"))
    if error := summary["error"]:
        console.print(Text(f"{error['code']}: {error['message']}", style="red"), soft_wrap=True)
    if summary["outputs"] is not None:
        outputs = json.dumps(summary["outputs"], indent=2, ensure_ascii=False)
        console.print(Text(outputs[:SHOWN_OUTPUT]), soft_wrap=True)


def _table_of(look: Look, height: int) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    # What runs is worth the room when there is too little of it.
    order = {"running": 0, "waiting": 1, "failed": 2}
    lines = look.tasks
    if len(lines) > height:
        lines = tuple(sorted(lines, key=lambda line: order.get(line.state, 3)))[: max(1, height)]
    for line in lines:
        icon, style = LOOKS[line.state]
        took = f"{line.took_s:.1f} s" if line.took_s else ""
        note = Text(line.note[:60], style="dim")
        table.add_row(Text(f"{icon} {line.state}", style=style), Text(line.task), took, note)
    hidden = look.task_count - len(lines)
    if hidden:
        table.add_row("", f"and {hidden} more", "", "")
    table.caption = f"{look.state.label} {look.took_s:.1f} s"
    return table


def _summary_table(summary: dict[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("State", "Task", "Kind"):
        table.add_column(name)
    for name in ("Time", "Tokens", "Cost"):
        table.add_column(name, justify="right")
    for task in summary["tasks"]:
        icon, style = LOOKS[task["state"]]
        tokens = f"{task['input_tokens']} / {task['output_tokens']}"
        table.add_row(
            Text(f"{icon} {task['state']}", style=style),
            Text(task["task"]),
            task["kind"],
            f"{task['duration_s']:.2f} s",
            tokens if task["input_tokens"] or task["output_tokens"] else "",
            f"${task['cost_usd']:.4f}" if task["cost_usd"] else "",
        )
    return table
