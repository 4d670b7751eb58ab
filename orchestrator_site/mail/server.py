"""The mail server, which the operator has named: the one place that speaks to it."""

from __future__ import annotations

from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage

FOR_GOOD = 500
"""Replies from here on are final (RFC 5321, 4.2.1)."""


class Unsendable(Exception):
    """The server did not take a mail; `is_final`: it never will."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.is_final = _is_final(error)


def is_mail_on() -> bool:
    return settings.SITE.mail.host is not None


def site_address() -> str:
    """Where mail leads; the configuration has it wherever mail is on."""
    return settings.SITE.public_url or ""


def send(address: str, subject: str, text: str) -> None:
    """
    Raises:
        Unsendable: the mail server is away, or does not take it.
    """
    settings_page = f"<{site_address()}/mail>"
    headers = {"Auto-Submitted": "auto-generated", "List-Unsubscribe": settings_page}
    try:
        EmailMessage(subject, text, to=[address], headers=headers).send()
    except (SMTPException, OSError, ValueError) as error:  # the last: it is no address
        raise Unsendable(error) from error


def _is_final(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= FOR_GOOD for code, _ in error.recipients.values())
    # Wrong credentials, none, or a sender that is not taken are the operator's to mend: what waits
    # is sent then.
    return isinstance(error, SMTPDataError) and error.smtp_code >= FOR_GOOD
