"""Updates are walked through before native code sees them; large ones in a thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from collaboration.conf import CollaborationConfig
from collaboration.sync.updates import (
    Pairs,
    ScanBounds,
    ScannedUpdate,
    may_have_pairs,
    scan_update,
)

LARGE_BYTES = 64_000


class Scanner:
    """Scans under this configuration's bounds."""

    def __init__(self, config: CollaborationConfig) -> None:
        self._bounds = ScanBounds(structs=config.update_structs, clients=config.update_clients)

    async def scan(self, update: bytes) -> tuple[ScannedUpdate, float]:
        """
        What is in it, and how many seconds of computing it took to find out.

        Raises:
            UpdateRefused: no honest client makes it.
        """
        if len(update) <= LARGE_BYTES:
            return self._scan(update)
        return await asyncio.to_thread(self._scan, update)

    def _scan(self, update: bytes) -> tuple[ScannedUpdate, float]:
        began = time.thread_time()
        scanned = scan_update(update, self._bounds)
        return scanned, time.thread_time() - began


async def read_pairs(updates: Sequence[bytes]) -> Pairs:
    """Of a whole document; reading one of a thousand tasks takes a tenth of a second."""
    pairs = Pairs()
    found = [each for each in updates if may_have_pairs(each)]
    if sum(map(len, found)) <= LARGE_BYTES:
        pairs.read(found)
    else:
        await asyncio.to_thread(pairs.read, found)
    return pairs
