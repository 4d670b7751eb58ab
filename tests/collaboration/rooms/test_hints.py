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


class HangingLayer:
    """Never sends: the connection is there, and nothing comes back."""

    def __init__(self) -> None:
        self.goes_on = asyncio.Event()
        self.waiting = 0

    async def group_send(self, group: str, message: object) -> None:
        self.waiting += 1
        await self.goes_on.wait()


def test_no_more_than_some_hints_wait_for_a_server_that_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layer = HangingLayer()
    monkeypatch.setattr(hints, "get_channel_layer", lambda: layer)
    monkeypatch.setattr(hints, "reaches_others", lambda layer: True)
    monkeypatch.setattr(hints, "MOST_UNDER_WAY", 3)

    for number in range(10):
        hints.document_grown(1, number)
    under_way = len(hints._under_way)
    hints._sending_loop().call_soon_threadsafe(layer.goes_on.set)
    hints.send_rest()

    assert under_way == layer.waiting == 3
    assert not hints._under_way
