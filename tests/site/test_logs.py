"""One event a line, with ids, without secrets."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap

from hypothesis import given
from hypothesis import strategies as st

from orchestrator_site.configuration import LogConfig
from orchestrator_site.logs import escape_control_characters, logging_settings
from tests.architecture.sources import ROOT

PRELUDE = """
import logging, structlog
from orchestrator_site.configuration import LogConfig
from orchestrator_site.logs import configure, logging_settings
configure(logging_settings(LogConfig(level="DEBUG", format="json")))
"""


def lines_logged_by(code: str) -> list[dict[str, object]]:
    """What a process of its own logs: logging is set up once a process, and here it is pytest's."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + textwrap.dedent(code)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_bound_ids_stand_in_lines_of_every_library() -> None:
    own, foreign = lines_logged_by(
        """
        with structlog.contextvars.bound_contextvars(execution="e-1", task="fetch"):
            structlog.get_logger("workflows").info("started", attempt=1)
            logging.getLogger("some.library").warning("slow")
        """
    )

    assert own["event"] == "started"
    assert (own["execution"], own["task"], own["attempt"]) == ("e-1", "fetch", 1)
    assert (foreign["event"], foreign["execution"]) == ("slow", "e-1")


def test_secrets_are_hidden_by_their_names() -> None:
    [line] = lines_logged_by(
        """
        log = structlog.get_logger("x")
        log.info("call", api_key="canary", Authorization="canary", tokens=12)
        """
    )

    assert "canary" not in json.dumps(line)
    assert line["tokens"] == 12


def test_links_that_let_people_in_are_hidden() -> None:
    [line] = lines_logged_by(
        """
        log = logging.getLogger("django.request")
        log.warning("%s: %s", "Too Many Requests", "/join/canary?next=/sign-in/canary")
        """
    )

    assert "canary" not in json.dumps(line)
    assert "/join/[hidden]" in str(line["event"])


def test_tracebacks_show_no_variables() -> None:
    [line] = lines_logged_by(
        """
        def fail():
            password = "can" + "ary"
            raise ValueError(len(password))

        try:
            fail()
        except ValueError:
            structlog.get_logger("x").exception("failed")
        """
    )

    assert "ValueError" in json.dumps(line)
    assert "canary" not in json.dumps(line)


@given(st.text())
def test_an_event_never_spans_lines(text: str) -> None:
    event = escape_control_characters(None, "info", {"event": text})

    assert len(str(event["event"]).splitlines()) <= 1


def test_the_switch_shows_debug_lines_of_libraries() -> None:
    quiet = logging_settings(LogConfig(level="INFO"))
    loud = logging_settings(LogConfig(level="debug"))

    assert quiet["loggers"]["kombu"]["level"] == "WARNING"
    assert loud["loggers"]["kombu"]["level"] == "DEBUG"
    assert loud["root"]["level"] == "DEBUG"
