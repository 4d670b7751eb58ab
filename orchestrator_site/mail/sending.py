"""Sending what is due, one mail after the other."""

from __future__ import annotations

import structlog

from orchestrator_site.mail.server import Unsendable, send, site_address
from orchestrator_site.mail.words import subject_of, text_of
from workflows.services.approval_mail import Batch, claim_batch, note_failed, note_sent

log = structlog.get_logger(__name__)
ERROR_CHARS = 500


def send_due() -> int:
    """Send every mail that is due now; how many were sent."""
    count = 0
    while batch := claim_batch():
        count += _send(batch)
    return count


def _send(batch: Batch) -> bool:
    text = text_of(batch.user, batch.approvals, site_address())
    try:
        send(batch.user.email, subject_of(batch.approvals), text)
    except Unsendable as error:
        note_failed(batch, str(error)[:ERROR_CHARS], is_final=error.is_final)
        log.warning("mail failed", user=batch.user.pk, error=str(error), is_final=error.is_final)
        return False
    note_sent(batch)
    log.info("mail sent", user=batch.user.pk, approvals=len(batch.approvals))
    return True
