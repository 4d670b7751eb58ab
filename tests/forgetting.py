"""What the product remembers by a row's key, forgotten: tests use the same keys for other rows."""

from __future__ import annotations

from workflows.engine import admission, payloads
from workflows.engine.journal.reuse import told_at_start
from workflows.engine.plans import forget_plans
from workflows.services import versions


def forget_rows() -> None:
    forget_plans()
    told_at_start.cache_clear()
    payloads.inputs.clear()
    payloads.outputs.clear()
    versions.forget_published()
    admission.open_counts.clear()
    admission.queue_length.clear()
