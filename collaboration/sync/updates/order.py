"""Whether the structs of an update can be applied one after the other at all."""

from __future__ import annotations

from collaboration.sync.encoding import Reader
from collaboration.sync.updates.structs import StructReader

_NEVER = 2**63


def refuse_circles(reader: Reader, structs: StructReader) -> None:
    """
    Refuse clients whose items wait for each other in a circle, which nobody can have made.

    Native code would keep them for ever, waiting. Takes a step for each reference at most.
    """
    if len(structs.spans) > 1:
        order = _Order(structs)
        for client in structs.spans:
            order.run(reader, client)


class _Order:
    def __init__(self, structs: StructReader) -> None:
        spans = structs.spans
        self._waits = {
            client: [wait for wait in waits if _is_inside(spans.get(wait[1]), wait[2])]
            for client, waits in structs.waits.items()
        }
        self._passed = dict.fromkeys(spans, 0)

    def run(self, reader: Reader, client: int) -> None:
        """Apply all of a client, and of the others what it waits for."""
        path = [(client, _NEVER - 1)]
        on_path = {client}
        while path:
            current, wanted = path[-1]
            blocked_by = self._advance(current, wanted)
            if blocked_by is None:
                path.pop()
                on_path.discard(current)
            elif blocked_by[0] in on_path:
                reader.refuse("items wait for each other in a circle")
            else:
                path.append(blocked_by)
                on_path.add(blocked_by[0])

    def _advance(self, client: int, wanted: int) -> tuple[int, int] | None:
        """Apply until past the clock `wanted`; else the client and clock that must come first."""
        waits = self._waits[client]
        while self._reached(client) <= wanted and self._passed[client] < len(waits):
            _, other, at = waits[self._passed[client]]
            if self._reached(other) <= at:
                return other, at
            self._passed[client] += 1
        return None

    def _reached(self, client: int) -> int:
        """The clock before which everything is applied."""
        waits = self._waits[client]
        passed = self._passed[client]
        return waits[passed][0] if passed < len(waits) else _NEVER


def _is_inside(span: tuple[int, int] | None, clock: int) -> bool:
    return span is not None and span[0] <= clock < span[1]
