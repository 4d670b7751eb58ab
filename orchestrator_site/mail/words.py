"""What mail says. Plain text: what people and models wrote in it stays what it is."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import indent, shorten

from workflows.models import Approval, User

MOST_LISTED = 20
SUBJECT_CHARS = 120
MESSAGE_CHARS = 2_000


def subject_of(approvals: Sequence[Approval]) -> str:
    if len(approvals) > 1:
        return f"{len(approvals)} approvals wait for your answer"
    [approval] = approvals
    name = shorten(
        one_line(approval.execution.name) or "A workflow", SUBJECT_CHARS, placeholder="…"
    )
    return f"{name} waits for your answer: {approval.task}"


def text_of(user: User, approvals: Sequence[Approval], site: str) -> str:
    told = one_question(approvals[0], site) if len(approvals) == 1 else many(approvals, site)
    return "\n".join(
        [
            *told,
            "",
            f"You get this as {user.get_username()}. No more of it, or another"
            f" address: {site}/mail",
            "",
        ]
    )


def one_question(approval: Approval, site: str) -> list[str]:
    lines = [f"{described(approval)} waits for your answer.", ""]
    if message := approval.message.strip():
        short = message[:MESSAGE_CHARS] + ("…" if len(message) > MESSAGE_CHARS else "")
        lines += [indent(short, "> ", lambda line: True), ""]
    lines += [f"Read on and answer: {site}/approvals?only={approval.public_id}"]
    if approval.expires_at:
        lines += ["", f"It waits until {approval.expires_at:%d %B %Y %H:%M} UTC."]
    if approval.reminders:
        lines += ["", "You were asked before; nobody has decided it yet."]
    return lines


def many(approvals: Sequence[Approval], site: str) -> list[str]:
    """The last asked first; the rest is in the inbox."""
    shown = approvals[: -MOST_LISTED - 1 : -1]
    lines = [f"{len(approvals)} approvals wait for your answer: {site}/approvals", ""]
    for approval in shown:
        lines += [f"- {described(approval)}", f"  {site}/approvals?only={approval.public_id}"]
    if len(approvals) > len(shown):
        lines += ["", f"… and {len(approvals) - len(shown)} more."]
    return lines


def described(approval: Approval) -> str:
    name = one_line(approval.execution.name)
    return f"“{approval.task}” in {name}" if name else f"“{approval.task}”"


def one_line(text: str) -> str:
    return " ".join(text.split())
