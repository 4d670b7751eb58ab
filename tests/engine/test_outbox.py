"""Hints wait in a line of bounded length, and the newest are worth most."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workflows.engine.outbox import Outbox


class Layer:
    """A channel layer that keeps what it gets; while its gate is closed it hangs."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.begun = 0
        self.gate = asyncio.Event()

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.begun += 1
        await self.gate.wait()
        self.sent.append((group, message))

    def numbers(self) -> list[int]:
        return [message["n"] for _, message in self.sent]


async def until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


def fill(outbox: Outbox, count: int, groups: int = 1_000_000) -> None:
    loop = asyncio.get_running_loop()
    for n in range(count):
        outbox.put(loop, f"g{n % groups}", {"n": n})


async def test_while_the_layer_hangs_no_more_than_the_bound_is_kept() -> None:
    layer = Layer()
    outbox = Outbox(lambda: layer, kept=50)

    fill(outbox, 1_000)
    await until(lambda: layer.begun)
    fill(outbox, 1_000)

    assert len(outbox) <= 50
    assert outbox.dropped >= 1_900


async def test_the_oldest_are_dropped_and_the_newest_sent() -> None:
    layer = Layer()
    outbox = Outbox(lambda: layer, kept=5)

    fill(outbox, 100)
    layer.gate.set()
    await until(lambda: 99 in layer.numbers())

    assert layer.numbers() == [95, 96, 97, 98, 99]


async def test_a_layer_that_hangs_is_asked_again_after_a_while() -> None:
    layer = Layer()
    outbox = Outbox(lambda: layer, patience_s=0.01)

    fill(outbox, 1)
    await until(lambda: outbox.dropped)
    layer.gate.set()
    fill(outbox, 1)

    await until(lambda: layer.numbers() == [0])


async def test_a_layer_that_refuses_costs_only_what_it_refused() -> None:
    layer = Layer()
    layer.gate.set()
    layers = iter([None])  # the first has no `group_send`
    outbox = Outbox(lambda: next(layers, layer))

    fill(outbox, 1)
    await until(lambda: not len(outbox))
    fill(outbox, 1)

    await until(lambda: layer.numbers() == [0])


@given(count=st.integers(1, 60), groups=st.integers(1, 12))
def test_messages_of_one_group_keep_their_order_always(count: int, groups: int) -> None:
    async def send() -> Layer:
        layer = Layer()
        layer.gate.set()
        fill(outbox := Outbox(lambda: layer), count, groups)
        await until(lambda: len(layer.sent) == count and not len(outbox))
        return layer

    layer = asyncio.run(send())

    for group in {name for name, _ in layer.sent}:
        numbers = [message["n"] for name, message in layer.sent if name == group]
        assert numbers == sorted(numbers)


def test_another_loop_takes_over_when_one_has_ended() -> None:
    layers: list[Layer] = []

    async def send_with(outbox: Outbox, opened: bool) -> None:
        layers.append(Layer())
        if opened:
            layers[-1].gate.set()
        fill(outbox, 1)
        await until(lambda: layers[-1].begun)
        if opened:
            await until(lambda: layers[-1].sent)

    outbox = Outbox(lambda: layers[-1])
    asyncio.run(send_with(outbox, opened=False))
    asyncio.run(send_with(outbox, opened=True))

    assert layers[-1].numbers() == [0]
