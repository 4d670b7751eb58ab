"""The ticker's turn: writing down whom to tell, and a thread that tells them."""

from __future__ import annotations

import threading

import structlog
from django.db import connection

from orchestrator_site.mail.sending import send_due
from workflows.services.approval_mail import is_mail_due, note_asked

log = structlog.get_logger(__name__)

_sending = threading.Lock()


def tend_mail() -> None:
    """Mail servers may take their time; the ticker has none."""
    note_asked()
    if is_mail_due() and _sending.acquire(blocking=False):
        threading.Thread(target=_send, name="mail", daemon=True).start()


def _send() -> None:
    try:
        send_due()
    except Exception:  # what is due is due at the next turn as well
        log.exception("sending mail failed")
    finally:
        connection.close()
        _sending.release()
