"""An installation that sends mail, and the server that takes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from orchestrator_site.configuration.sections import MailConfig
from tests.engine.conftest import ada, engine, hand, pytest_configure
from tests.mail.server import MailServer, mail_server

__all__ = ["ada", "engine", "hand", "pytest_configure"]

SITE = "https://flows.example.org"


@pytest.fixture
def smtp(settings: Any) -> Iterator[MailServer]:
    with mail_server() as server:
        mail = MailConfig(host="127.0.0.1", port=server.port, sender="flows@example.org")
        settings.SITE = settings.SITE.model_copy(update={"mail": mail, "public_url": SITE})
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = mail.sender
        yield server
