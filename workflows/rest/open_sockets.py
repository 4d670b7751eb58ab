"""
How many sockets each person has open in this process: one person's must not use up everybody's.

To be asked on the server's loop only, by every consumer once it knows who calls.
"""

from __future__ import annotations

from collections import Counter

from workflows.conf import config

# Outside 4400 to 4499, which are final: an old socket of a lost connection may still count for a
# minute, and the page that takes its place must come back rather than give up.
TOO_MANY = 4529

_open: Counter[int] = Counter()


def take_place(person: int) -> bool:
    """Count one more socket of a person; False, and nothing counted, beyond the bound."""
    if _open[person] >= config().rest.sockets_per_person:
        return False
    _open[person] += 1
    return True


def leave_place(person: int) -> None:
    """Count one less; to be called once for each place taken, however the socket ends."""
    _open[person] -= 1
    if _open[person] <= 0:
        del _open[person]


def count_open() -> int:
    """Sockets of all people in this process."""
    return _open.total()
