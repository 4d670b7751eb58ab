"""Mail to people: what it says, and how it goes out. Nothing is sent where no server is named."""

from orchestrator_site.mail.confirming import read_confirmation, send_confirmation
from orchestrator_site.mail.sending import send_due
from orchestrator_site.mail.server import Unsendable, is_mail_on
from orchestrator_site.mail.tending import tend_mail

__all__ = [
    "Unsendable",
    "is_mail_on",
    "read_confirmation",
    "send_confirmation",
    "send_due",
    "tend_mail",
]
