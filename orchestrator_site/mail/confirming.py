"""An address counts once its owner has pressed the link that was mailed to it."""

from __future__ import annotations

from django.core import signing

from orchestrator_site.mail.server import send, site_address
from workflows.models import User

SALT = "orchestrator.mail"
GOOD_FOR_S = 86_400


def send_confirmation(user: User, address: str) -> None:
    """
    Raises:
        Unsendable: the mail server did not take it.
    """
    site, name = site_address(), user.get_username()
    text = (
        f"Somebody, probably you, wants mail for {name} at {site} to come here.\n\n"
        f"If it was you: {site}/mail/confirm/{_token(user, address)}\n\n"
        "The link is good for a day. Otherwise do nothing.\n"
    )
    send(address, "Confirm your address", text)


def read_confirmation(user: User, token: str) -> str | None:
    """The address that this person confirms by it; None: it has expired, or is not theirs."""
    try:
        found = signing.loads(token, salt=SALT, max_age=GOOD_FOR_S)
    except signing.BadSignature:
        return None
    # A link that was mailed before another one was pressed is good no more.
    is_good = found["user"] == user.pk and found["was"] == user.email
    return str(found["address"]) if is_good else None


def _token(user: User, address: str) -> str:
    return signing.dumps({"user": user.pk, "was": user.email, "address": address}, salt=SALT)
