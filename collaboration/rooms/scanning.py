"""Updates are walked through before native code sees them; large ones in a thread."""

from __future__ import annotations

import asyncio

from collaboration.conf import CollaborationConfig
from collaboration.sync.updates import ScanBounds, ScannedUpdate, scan_update

LARGE_BYTES = 64_000


class Scanner:
    """Scans under this configuration's bounds."""

    def __init__(self, config: CollaborationConfig) -> None:
        self._bounds = ScanBounds(structs=config.update_structs, clients=config.update_clients)

    async def scan(self, update: bytes) -> ScannedUpdate:
        """
        Raises:
            UpdateRefused: no honest client makes it.
        """
        if len(update) <= LARGE_BYTES:
            return scan_update(update, self._bounds)
        return await asyncio.to_thread(scan_update, update, self._bounds)
