"""
The one table of who may do what at which address; an address or method without a row fails.

Codes stand for, in this order: nobody, a stranger (another team's owner), a viewer, an editor, an
owner, the owner's token with scope `read`, the owner's token that has expired.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.rest.world import DOCUMENT, ENDED

CALLERS = ("nobody", "stranger", "viewer", "editor", "owner", "read token", "expired token")
Codes = tuple[int, int, int, int, int, int, int]


@dataclass(frozen=True)
class Row:
    """A request that is right in everything but perhaps who sends it."""

    codes: Codes
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    execution: str = "execution"
    names_team: bool = False


LISTS: Codes = (401, 200, 200, 200, 200, 200, 401)
READS: Codes = (401, 404, 200, 200, 200, 200, 401)


def edits(code: int) -> Codes:
    return (401, 404, 403, code, code, 403, 401)


def owns(code: int) -> Codes:
    return (401, 404, 403, 403, code, 403, 401)


def session(code: int) -> Codes:
    return (401, code, code, code, code, 403, 401)


def reads(code: int) -> Codes:
    """Changes that every member may make; a token that only reads may not."""
    return (401, 404, code, code, code, 403, 401)


EMPTY = {"name": "Empty"}
SAY = {"text": "Why not tea?"}
PATCH = [{"op": "add", "path": "/description", "value": "New"}]
PATCH_FORM = {"content_type": "application/json-patch+json"}
ONE = {"If_Match": '"1"'}

ROWS: dict[tuple[str, str], Row] = {
    ("me", "GET"): Row(LISTS),
    ("socket-tickets", "POST"): Row((401, 201, 201, 201, 201, 201, 401)),
    ("teams", "GET"): Row(LISTS),
    ("teams", "POST"): Row(session(201), EMPTY),
    ("team", "GET"): Row(READS),
    ("team", "PATCH"): Row(owns(200), EMPTY),
    ("members", "GET"): Row(READS),
    ("members", "POST"): Row(owns(201), {"username": "stranger", "role": "viewer"}),
    ("member", "PATCH"): Row(owns(200), {"role": "editor"}),
    # A viewer may leave; nobody else may remove one, but an owner.
    ("member", "DELETE"): Row((401, 404, 204, 403, 204, 403, 401)),
    # Who looks after the team; a token makes none, since a link would outlive it.
    ("invitations", "GET"): Row(owns(200)),
    ("invitations", "POST"): Row(owns(201), {"role": "viewer"}),
    ("invitation", "DELETE"): Row(owns(204)),
    ("tokens", "GET"): Row(session(200)),
    ("tokens", "POST"): Row(session(201), {"name": "ci", "scopes": ["run"]}),
    # One's own only: even an owner sees no other person's token.
    ("token", "DELETE"): Row((401, 404, 404, 404, 204, 403, 401)),
    ("workflows", "GET"): Row(LISTS),
    ("workflows", "POST"): Row(edits(201), EMPTY, names_team=True),
    ("import", "POST"): Row(edits(201), {"text": "schema: 1\nname: A\ntasks: {}"}, names_team=True),
    ("workflow", "GET"): Row(READS),
    ("workflow", "PATCH"): Row(edits(200), EMPTY),
    ("document", "GET"): Row(READS),
    ("document", "PUT"): Row(edits(200), DOCUMENT, ONE),
    ("document", "PATCH"): Row(edits(200), PATCH, PATCH_FORM),
    # Asking what is wrong changes nothing, so who reads may ask.
    ("validate", "POST"): Row(READS, {}),
    ("publish", "POST"): Row(edits(201), {}),
    ("versions", "GET"): Row(READS),
    ("version", "GET"): Row(READS),
    ("export", "GET"): Row(READS),
    ("duplicate", "POST"): Row(edits(201), {}),
    ("workflow-executions", "GET"): Row(READS),
    ("workflow-executions", "POST"): Row(edits(201), {}),
    ("plan-execution", "POST"): Row(edits(200), {}),
    ("descriptions", "POST"): Row(edits(201), {"text": "Read letters, then answer them."}),
    ("description", "GET"): Row(READS, execution="described"),
    ("pins", "GET"): Row(READS),
    ("pins", "POST"): Row(edits(200), {"execution": str(ENDED)}),
    ("pin", "GET"): Row(READS),
    ("pin", "PUT"): Row(edits(200), {"output": ["tea"]}),
    ("pin", "DELETE"): Row(edits(204)),
    # It starts nothing and shows what viewers may see.
    ("preview", "POST"): Row(READS, {"template": "{{ inputs.topic }}"}),
    ("executions", "GET"): Row(LISTS),
    ("executions", "POST"): Row(edits(201), {"document": DOCUMENT}, names_team=True),
    ("execution", "GET"): Row(READS),
    ("summary", "GET"): Row(READS),
    ("outputs", "GET"): Row(READS, execution="ended"),
    ("cancel", "POST"): Row(edits(200)),
    ("pause", "POST"): Row(edits(200)),
    ("resume", "POST"): Row(edits(200), execution="paused"),
    ("retry", "POST"): Row(edits(201), {}, execution="ended"),
    ("plan-retry", "POST"): Row(edits(200), {}, execution="ended"),
    ("wait", "GET"): Row(READS, execution="ended"),
    ("task-runs", "GET"): Row(READS),
    ("task-run", "GET"): Row(READS, execution="ended"),
    ("task-run-output", "GET"): Row(READS, execution="ended"),
    ("attempt-messages", "GET"): Row(READS, execution="ended"),
    ("exchanges", "GET"): Row(READS),
    ("talk", "GET"): Row(READS),
    ("logs", "GET"): Row(READS),
    ("execution-events", "GET"): Row(READS),
    ("execution-events-file", "GET"): Row(READS),
    ("events", "GET"): Row(LISTS),
    ("events-file", "GET"): Row(LISTS),
    ("approvals", "GET"): Row(LISTS),
    ("approval", "GET"): Row(READS),
    # It names the owner: a role alone does not decide it.
    ("decide", "POST"): Row(owns(200), {"approve": True}),
    ("agents", "GET"): Row(LISTS),
    ("agents", "POST"): Row(edits(201), EMPTY, names_team=True),
    ("agent", "GET"): Row(READS),
    ("agent", "PATCH"): Row(edits(200), EMPTY),
    ("agent", "DELETE"): Row(edits(204)),
    ("revisions", "GET"): Row(READS),
    ("kinds", "GET"): Row(LISTS),
    ("functions", "GET"): Row(LISTS),
    ("examples", "GET"): Row(LISTS),
    ("providers", "GET"): Row(LISTS),
    ("document-schema", "GET"): Row(LISTS),
    ("statistics", "GET"): Row(LISTS),
    ("schema", "GET"): Row(LISTS),
    ("docs", "GET"): Row(LISTS),
    ("threads", "GET"): Row(READS),
    ("threads", "POST"): Row(reads(201), {**SAY, "place": "task", "subject": "gather"}),
    ("thread", "GET"): Row(READS),
    ("thread", "PATCH"): Row(reads(200), {"resolved": True}),
    ("thread-read", "POST"): Row((401, 404, 204, 204, 204, 204, 401)),
    ("comments", "GET"): Row(READS),
    ("comments", "POST"): Row(reads(201), SAY),
    # The viewer's own: an owner may delete it, but put no words into anybody's mouth.
    ("comment", "PATCH"): Row((401, 404, 200, 403, 403, 403, 401), SAY),
    ("comment", "DELETE"): Row((401, 404, 204, 403, 204, 403, 401)),
    ("mentions", "GET"): Row(LISTS),
    ("mentions-seen", "POST"): Row((401, 204, 204, 204, 204, 204, 401)),
    # The owner's own, who is mentioned in it.
    ("mention", "PATCH"): Row((401, 404, 404, 404, 200, 200, 401), {"seen": True}),
    ("document-prune", "POST"): Row(edits(200), {"edges": ["gather>count"]}),
    ("participants", "GET"): Row(LISTS),
    ("session", "GET"): Row(READS),
    ("session", "DELETE"): Row(owns(204)),
    ("session-participant", "DELETE"): Row(owns(204)),
    ("session-presence", "PUT"): Row(READS, {"state": {"cursor": "gather"}}),
    ("session-presence", "DELETE"): Row((401, 404, 204, 204, 204, 204, 401)),
    ("checkpoints", "GET"): Row(READS),
    ("checkpoints", "POST"): Row(edits(201), EMPTY),
    ("checkpoint", "GET"): Row(READS),
    ("checkpoint", "PATCH"): Row(edits(200), EMPTY),
    ("restore-checkpoint", "POST"): Row(edits(200)),
    ("restore-version", "POST"): Row(edits(200)),
    ("compare", "GET"): Row(READS),
    ("changes", "GET"): Row(READS),
}
