"""
One scale for every priority: 0 is taken first, 100 last.

| name | number | other scales that map onto it |
|---|---|---|
| urgent | 0 | `critical`; 0 of a scale from 0 (highest) to 100 (lowest) |
| high | 25 | `high` of high/medium/low |
| normal | 50 | `medium`; tasks that name none |
| low | 75 | `low` of high/medium/low |
| idle | 100 | `background`; 100 of a scale from 0 to 100 |

An execution has a priority on the same scale. It moves all of its tasks by its distance from
*normal*, and those of the executions that serve it: among ready tasks of a team the least sum of
both goes first. So tasks of one execution keep their order among themselves.

A scale on which the higher number goes first is turned round on import: see `from_higher_first`.
"""

from __future__ import annotations

from workflows.errors import InvalidInput

FIRST, NORMAL, LAST = 0, 50, 100
NAMES = {"urgent": FIRST, "high": 25, "normal": NORMAL, "low": 75, "idle": LAST}
SYNONYMS = {"critical": "urgent", "medium": "normal", "background": "idle"}


def resolve_priority(value: object) -> int:
    """
    The number of a name, or the number itself.

    Raises:
        InvalidInput: neither a known name nor a whole number from 0 to 100.
    """
    number = _named(value) if isinstance(value, str) else _numbered(value)
    if number is None:
        known = ", ".join(NAMES)
        raise InvalidInput(f"A priority is one of {known} or a whole number from 0 to 100.")
    return number


def _named(name: str) -> int | None:
    name = name.strip().lower()
    return NAMES.get(SYNONYMS.get(name, name))


def _numbered(value: object) -> int | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return int(value) if FIRST <= value <= LAST and value == int(value) else None


def from_higher_first(value: float) -> int:
    """Our number for one of a scale on which the higher number goes first; 0 there is normal."""
    return round(min(max(NORMAL - value, FIRST), LAST))
