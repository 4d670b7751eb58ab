"""The page says that something is saved once the server has said so, and not before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import WebSocketRoute

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.test_together import ASKING

pytestmark = pytest.mark.acceptance


class Relay:
    """Between a page and the server; turns it away, or tells it nothing of what the server says."""

    def __init__(self) -> None:
        self.is_away = False
        self.is_held = False
        self.lines: list[WebSocketRoute] = []
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []

    def join(self, line: WebSocketRoute) -> None:
        if self.is_away:
            line.close(code=1012, reason="away")
            return
        self.lines.append(line)
        server = line.connect_to_server()
        server.on_message(lambda message: self._pass_on(line, message))

    def _pass_on(self, line: WebSocketRoute, message: str | bytes) -> None:
        if self.is_held:
            self._held.append((line, message))
        else:
            line.send(message)

    def release(self) -> None:
        self.is_held = False
        for line, message in self._held:
            line.send(message)


def test_what_was_edited_without_a_line_is_not_called_saved_when_there_is_one_again(
    open_site: Site, sit: Sit
) -> None:
    one, relay = sit(open_site, open_site.workflow(ASKING)), Relay()
    one.page.route_web_socket(re.compile("/document"), relay.join)
    one.page.reload()
    one.is_saved()
    relay.is_away = True
    relay.lines[-1].close(code=1012, reason="away")
    one.is_told("offline")
    one.rename("Ask", "Ask anyway")
    one.is_told("offline · 1 to send")

    relay.is_away, relay.is_held = False, True

    one.is_told("saving…")
    assert one.page.get_by_text("saved", exact=True).count() == 0
    relay.release()
    one.is_saved()


def test_what_was_on_its_way_when_the_line_broke_is_told_to_wait(open_site: Site, sit: Sit) -> None:
    workflow, relay = open_site.workflow(ASKING), Relay()
    one, other = sit(open_site, workflow), sit(open_site, workflow, "editor1")
    one.page.route_web_socket(re.compile("/document"), relay.join)
    one.page.reload()
    one.is_saved()
    relay.is_held = True
    one.rename("Ask", "Ask anyway")
    one.is_told("saving…")

    relay.is_away = True
    relay.lines[-1].close(code=1012, reason="away")

    one.is_told("offline · 1 to send")
    other.rename("Rest", "Rest anyway")
    other.is_saved()
    relay.is_away, relay.is_held = False, False
    one.is_saved()
    one.sees("Ask anyway", "Rest anyway")
    one.is_told("While you had no connection, others changed “Rest anyway”.")
