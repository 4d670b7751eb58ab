"""
What an update changed, as short paths: `tasks/plan/input.prompt`, `edges/plan>search`, `name`.

Places are those of the shared document; the root `workflow` is left out.

A list holds few of them: it tells people where to look, and is no second copy of the update.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from collaboration.sync.layout import WORKFLOW
from collaboration.sync.watching import Change

MOST_PATHS = 50
MOST_CHARS = 200
MORE = "…"


def touched_by(changes: Iterable[Change]) -> tuple[str, ...]:
    """The places that a `Watcher` saw change."""
    return tuple(bounded(_path(change) for change in changes))


def _path(change: Change) -> str:
    around = None if change.root == WORKFLOW else change.root
    return "/".join(part for part in (around, change.id, change.key) if part)


def write_paths(paths: Iterable[str]) -> str:
    """The paths as JSON, without doubles; `…` at the end says that there were more."""
    kept = bounded(paths)
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else "[]"


def read_paths(text: str) -> list[str]:
    found: list[str] = json.loads(text)
    return found


def bounded(paths: Iterable[str]) -> list[str]:
    """At most `MOST_PATHS` of them, in the order in which they came first."""
    # Lone surrogates cannot be stored; PostgreSQL takes no NUL.
    different = dict.fromkeys(_storable(path) for path in paths)
    has_more = MORE in different or len(different) > MOST_PATHS
    kept = [path for path in different if path != MORE][:MOST_PATHS]
    return [*kept, MORE] if has_more else kept


def _storable(path: str) -> str:
    text = path[:MOST_CHARS].replace("\0", "")
    return text.encode("utf-8", "replace").decode()
