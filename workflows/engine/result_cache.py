"""Results of tasks that opted into reuse, found again by what the tasks were given."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Protocol

from django.db.models import F
from django.utils import timezone

from workflows.conf import config
from workflows.definition.json_types import JsonValue
from workflows.engine import payloads
from workflows.engine.work import Work
from workflows.models import CacheEntry, TaskRunFlag

CACHED = int(TaskRunFlag.CACHED)


def digest(work: Work, subject: str, given: JsonValue) -> str | None:
    """
    Name a result by kind, resolved input, function or agent revision, and team.

    None where the task did not opt in, or the cache is off.
    """
    if work.planned.task.cache_ttl_s is None or not config().engine.cache_enabled:
        return None
    parts = [work.execution.team_id, work.planned.kind, subject, given]
    schema = work.planned.task.output_schema
    text = json.dumps([*parts, schema], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class ResultCache(Protocol):
    """Where results are kept; None for a key means that the task did not opt in."""

    def find(self, key: str | None) -> tuple[JsonValue] | None:
        """The kept output in a tuple, or None."""

    def keep(self, key: str | None, work: Work, output: JsonValue) -> None:
        """Keep an output for the task's time to live."""


class TableCache:
    """Keeps results in the database, so that all workers share them."""

    def find(self, key: str | None) -> tuple[JsonValue] | None:
        if key is None:
            return None
        entry = CacheEntry.objects.filter(pk=key, expires_at__gt=timezone.now()).first()
        if entry is None:
            return None
        CacheEntry.objects.filter(pk=key).update(hits=F("hits") + 1, used_at=timezone.now())
        return (payloads.read(entry.output, ""),)

    def keep(self, key: str | None, work: Work, output: JsonValue) -> None:
        if key is None:
            return
        text = payloads.to_text(output)
        if len(text) > config().engine.inline_bytes:
            return  # too large for a row
        now = timezone.now()
        kept = {
            "team_id": work.execution.team_id,
            "output": text,
            "expires_at": now + timedelta(seconds=work.planned.task.cache_ttl_s or 0),
            "used_at": now,
        }
        CacheEntry.objects.update_or_create(digest=key, defaults=kept)


def trim() -> int:
    """Drop what is over its time, and the least used beyond the bound; tell how many."""
    dropped, _ = CacheEntry.objects.filter(expires_at__lte=timezone.now()).delete()
    extra = CacheEntry.objects.order_by("-used_at").values_list("pk", flat=True)
    keys = list(extra[config().engine.cache_entries : config().engine.cache_entries + 5_000])
    if keys:
        dropped += CacheEntry.objects.filter(pk__in=keys).delete()[0]
    return dropped
