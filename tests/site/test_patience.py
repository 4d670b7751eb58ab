"""Asking after something that hangs costs its asker a bounded time, and it one question."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from time import monotonic

import pytest
from kombu.connection import Connection

from orchestrator_site import health
from orchestrator_site.celery import app
from orchestrator_site.messaging import REDIS_TIMEOUTS
from orchestrator_site.patience import PatientCheck


class Asked:
    """A check that counts, answers what it is told to, and waits while its gate is closed."""

    def __init__(self, answer: str | None = None) -> None:
        self.answer = answer
        self.times = 0
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self) -> str | None:
        self.times += 1
        self.gate.wait(20)
        return self.answer


def patient(check: Callable[[], str | None], fresh_s: float = 60) -> PatientCheck:
    return PatientCheck(check, patience_s=0.2, fresh_s=fresh_s)


def test_many_who_ask_are_one_question() -> None:
    asked = Asked("full")
    check = patient(asked)

    answers = {check() for _ in range(50)}

    assert (answers, asked.times) == ({"full"}, 1)


def test_an_answer_does_not_count_for_ever() -> None:
    asked = Asked("full")
    check = patient(asked, fresh_s=0)
    check()

    asked.answer = None

    assert check() is None


def test_what_hangs_is_told_in_time_and_asked_once() -> None:
    asked = Asked()
    asked.gate.clear()
    check = patient(asked)

    answers = [check() for _ in range(3)]

    assert answers == ["does not answer"] * 3
    assert asked.times == 1
    asked.gate.set()


def test_what_answers_again_is_well_again() -> None:
    asked = Asked()
    asked.gate.clear()
    check = PatientCheck(asked, patience_s=5, fresh_s=0)
    threading.Timer(0.1, asked.gate.set).start()

    assert check() is None


def test_a_failure_is_raised_for_each_who_asks() -> None:
    def fail() -> str | None:
        raise OSError("no route")

    check = patient(fail)

    for _ in range(2):
        with pytest.raises(OSError, match="no route"):
            check()


def test_a_broker_that_accepts_and_says_nothing_does_not_hold_readiness_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        monkeypatch.setattr(
            app,
            "connection_for_write",
            lambda: Connection(url, transport_options=REDIS_TIMEOUTS),
        )
        check = PatientCheck(health.reach_broker, patience_s=0.3, fresh_s=2)
        began = monotonic()

        findings = health.run_checks({"broker": check})

    assert findings == {"broker": "does not answer"}
    assert monotonic() - began < 8  # by itself the connection would wait for ten seconds
