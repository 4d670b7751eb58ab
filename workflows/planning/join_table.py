"""The join rules as tables, for docs/joins.md and for the tests that hold them to it."""

from __future__ import annotations

from itertools import combinations_with_replacement

from workflows.planning.joins import (
    DependencyState,
    End,
    Ending,
    Step,
    dependency_state,
)

ENDS = (
    End(Ending.SUCCEEDED),
    End(Ending.SUCCEEDED, "one"),
    End(Ending.SUCCEEDED, "approved"),
    End(Ending.FAILED),
    End(Ending.CONTINUED),
    End(Ending.SKIPPED),
    End(Ending.CANCELLED),
)
DEPENDENCIES = (
    ("a task", "transform", None),
    ("a branch", "branch", None),
    ("a branch's case `one`", "branch", "one"),
    ("an approval", "approval", None),
    ("an approval's `approved`", "approval", "approved"),
    ("any task's `failed`", "transform", "failed"),
)
TAKEN, SKIPPED, DEAD = DependencyState.TAKEN, DependencyState.SKIPPED, DependencyState.DEAD
# Two dependencies that come from different tasks, neither of which can make up for the other.
STEPS = {
    "all": {(TAKEN, TAKEN): Step.RUN, (TAKEN, SKIPPED): Step.RUN},
    "any": {(TAKEN, TAKEN): Step.RUN, (TAKEN, SKIPPED): Step.RUN, (TAKEN, DEAD): Step.RUN},
}


def join_rows() -> list[tuple[str, tuple[DependencyState, DependencyState], Step]]:
    """Join, the two dependencies' states, and what the task does: what the docs publish."""
    pairs = list(combinations_with_replacement((TAKEN, SKIPPED, DEAD), 2))
    rows = [
        (join, pair, STEPS[join].get(pair, Step.SKIP)) for join in ("all", "any") for pair in pairs
    ]
    return rows + [("always", pair, Step.RUN) for pair in pairs]


def render_tables() -> str:
    """Both tables as Markdown."""
    return f"{_dependency_table()}\n\n{_join_table()}"


def _dependency_table() -> str:
    names = [_name(end) for end in ENDS]
    head = f"| depends on | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}"
    rows = [
        f"| {title} | " + " | ".join(dependency_state(kind, o, end).value for end in ENDS) + " |"
        for title, kind, o in DEPENDENCIES
    ]
    return "\n".join([head, *rows])


def _name(end: End) -> str:
    if end.ending is Ending.CONTINUED:
        return "failed, `on_error: continue`"
    return f"{end.ending.value} with `{end.outcome}`" if end.outcome else end.ending.value


def _join_table() -> str:
    head = "| join | one dependency | the other | the task |\n|---|---|---|---|"
    words = {Step.RUN: "runs", Step.SKIP: "is skipped"}
    rows = [
        f"| {join} | {one.value} | {other.value} | {words[step]} |"
        for join, (one, other), step in join_rows()
    ]
    return "\n".join([head, *rows])
