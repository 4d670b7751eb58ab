"""Messages in memory: each delivered once, in order, at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kombu.connection import Connection
from kombu.entity import Queue
from kombu.transport import TRANSPORT_ALIASES

from orchestrator_site.embedded.transport import BELL

TRANSPORT_ALIASES["mem"] = "orchestrator_site.embedded.transport:Transport"


@contextmanager
def queue_of_numbers(name: str) -> Iterator[tuple[Connection, Queue, list[int]]]:
    """A connection with a consumer that notes what it gets."""
    received: list[int] = []

    def note(body: int, message: object) -> None:
        received.append(body)
        message.ack()  # type: ignore[attr-defined]

    with Connection("mem://localhost/") as connection:
        queue = Queue(name, channel=connection.channel())
        queue.declare()
        queue.purge()
        with connection.Consumer(queue, callbacks=[note], accept=["json"]):
            yield connection, queue, received


def send(connection: Connection, name: str, number: int) -> None:
    with connection.Producer(serializer="json") as producer:
        producer.publish(number, routing_key=name)


def drain(connection: Connection, received: list[int], count: int) -> None:
    while len(received) < count:
        connection.drain_events(timeout=20)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 1000), max_size=30))
def test_every_message_arrives_once_and_in_order(numbers: list[int]) -> None:
    with queue_of_numbers("ordered") as (connection, _, received):
        for number in numbers:
            send(connection, "ordered", number)

        drain(connection, received, len(numbers))

        assert received == numbers


def test_a_message_wakes_who_waits_at_once() -> None:
    # The best of some: a machine that pauses holds up one of them.
    assert min(woken_after_s() for _ in range(5)) < 0.2


def woken_after_s() -> float:
    """From the sending to the receiving; a poll every half second would need longer on average."""
    sent: list[float] = []

    with queue_of_numbers("wake") as (connection, _, received):

        def send_later() -> None:
            sent.append(monotonic())
            send(connection, "wake", 1)

        sender = threading.Timer(0.1, send_later)
        sender.start()
        drain(connection, received, 1)
        took_s = monotonic() - sent[0]
        sender.join()

    assert received == [1]
    return took_s


def test_a_wait_without_messages_times_out() -> None:
    with queue_of_numbers("silent") as (connection, _, _received):
        began = monotonic()

        with pytest.raises(TimeoutError):
            connection.drain_events(timeout=0.1)

        assert 0.1 <= monotonic() - began < 10


def test_an_interrupt_ends_a_wait_early() -> None:
    with queue_of_numbers("interrupted") as (connection, _, _received):
        timer = threading.Timer(0.05, BELL.interrupt)
        timer.start()
        began = monotonic()

        with pytest.raises(TimeoutError):
            connection.drain_events(timeout=20)

        assert monotonic() - began < 5
        timer.join()


def test_a_full_window_opens_when_a_message_is_acknowledged() -> None:
    with Connection("mem://localhost/") as connection:
        channel = connection.channel()
        channel.basic_qos(0, 1, False)
        queue = Queue("window", channel=channel)
        queue.declare()
        queue.purge()
        waiting: list[object] = []
        with connection.Consumer(
            queue,
            channel=channel,
            accept=["json"],
            callbacks=[lambda _body, message: waiting.append(message)],
        ):
            send(connection, "window", 1)
            send(connection, "window", 2)
            connection.drain_events(timeout=20)
            acknowledge = threading.Timer(0.05, waiting[0].ack)  # type: ignore[attr-defined]
            acknowledge.start()

            connection.drain_events(timeout=5)

            assert len(waiting) == 2
            acknowledge.join()
