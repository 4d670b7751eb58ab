"""What a short command did is told to others before its process ends."""

from __future__ import annotations

import asyncio

import pytest

from collaboration.rooms import hints
from collaboration.rooms.relay import ACCESS_GROUP


class SlowLayer:
    """Takes a moment to send, as a server far away does."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def group_send(self, group: str, message: object) -> None:
        await asyncio.sleep(0.3)
        self.told.append(group)


def test_what_was_begun_is_sent_before_a_command_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = SlowLayer()
    monkeypatch.setattr(hints, "get_channel_layer", lambda: layer)
    monkeypatch.setattr(hints, "reaches_others", lambda layer: True)

    hints.access_changed()
    hints.send_rest()

    assert layer.told == [ACCESS_GROUP]
