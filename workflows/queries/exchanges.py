"""What agents were asked and answered in one execution: attempt by attempt, bounded for a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from workflows.access import Capability, execution_for
from workflows.definition.json_types import JsonObject
from workflows.engine.conversations import messages_of
from workflows.engine.payloads import file_bytes
from workflows.errors import OutputLost
from workflows.models import Attempt, AttemptState, TaskRunFlag, User
from workflows.queries.executions import ByteLength

SHOWN_CHARS = 2_000
# Of a long conversation its beginning, with what was asked, and its end, with the answer.
FIRST_MESSAGES, LAST_MESSAGES = 30, 10
# What one page may hold, and what may be read for it: nearly all conversations are small.
PAGE_CHARS = 200_000
PAGE_READ_BYTES = 8_000_000
READ_BYTES = 4_000_000

Kept: TypeAlias = Literal["whole", "none", "too_large", "lost"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """
    An attempt with what was said in it.

    Args:
        said: every message, whole; a page shows `messages`, cut.
        kept: `too_large`: it is read by itself only; `lost`: its file is gone.
    """

    attempt: Attempt
    said: Sequence[JsonObject] = ()
    kept: Kept = "whole"

    @property
    def id(self) -> int:
        return self.attempt.pk

    @property
    def is_cached(self) -> bool:
        """Whether the answer was found again, so that nobody was asked."""
        is_newest = self.attempt.epoch == self.attempt.task_run.epoch
        is_success = self.attempt.state == AttemptState.SUCCEEDED
        return is_newest and is_success and bool(self.attempt.task_run.flags & TaskRunFlag.CACHED)

    @property
    def messages(self) -> list[JsonObject]:
        shown = self.said
        if self.messages_between:
            shown = [*self.said[:FIRST_MESSAGES], *self.said[-LAST_MESSAGES:]]
        return [_cut(message) for message in shown]

    @property
    def messages_between(self) -> int:
        """How many are left out between the first and the last ones."""
        return max(0, len(self.said) - FIRST_MESSAGES - LAST_MESSAGES)

    def says(self, text: str) -> bool:
        """Whether a message holds the text, in what a page leaves out of it, too."""
        wanted = text.casefold()
        return any(wanted in str(message.get("text", "")).casefold() for message in self.said)


def attempts_of_agents(user: User, execution_id: UUID) -> QuerySet[Attempt]:
    """Every attempt of an agent's task; one that ended later has a larger id."""
    execution = execution_for(user, execution_id, Capability.VIEW)
    found = Attempt.objects.filter(task_run__execution=execution, task_run__kind="agent")
    return (
        found.annotate(messages_bytes=Coalesce(ByteLength("messages"), 0))
        .select_related("task_run", "agent_revision__agent")
        .defer("input", "output", "messages", "agent_revision__settings")
    )


def attempts_saying(rows: QuerySet[Attempt], text: str) -> QuerySet[Attempt]:
    """Attempts in which `text` may have been said; `Exchange.says` then decides one by one."""
    # They are kept as JSON, so the text is looked for as JSON writes it; files have to be read.
    written = json.dumps(text, ensure_ascii=False)[1:-1]
    return rows.filter(~Q(messages_file="") | Q(messages__icontains=written))


def exchanges_for_a_page(attempts: Sequence[Attempt]) -> list[Exchange]:
    """The first of these attempts, as many as one page should hold, with what was said."""
    sizes = dict(_sizes(attempts))
    wanted = [pk for pk, size in sizes.items() if 0 < size <= READ_BYTES]
    texts = dict(Attempt.objects.filter(pk__in=wanted).values_list("pk", "messages"))
    found: list[Exchange] = []
    room = PAGE_CHARS
    for attempt in attempts[: len(sizes)]:
        exchange = _read(attempt, sizes[attempt.pk], texts)
        room -= sum(len(str(message["text"])) for message in exchange.messages)
        found.append(exchange)
        if room <= 0:
            break
    return found


def _sizes(attempts: Sequence[Attempt]) -> Iterator[tuple[int, int]]:
    """By key, as long as all of them together may be read for one page."""
    read = 0
    for attempt in attempts:
        file = attempt.messages_file
        size: int = file_bytes(file) if file else attempt.messages_bytes  # type: ignore[attr-defined]
        read += size if size <= READ_BYTES else 0
        if read > PAGE_READ_BYTES:
            return
        yield attempt.pk, size


def _read(attempt: Attempt, size: int, texts: Mapping[int, str | None]) -> Exchange:
    if size > READ_BYTES:
        return Exchange(attempt, kept="too_large")
    # The column was left out when the rows were read: asking for it would read it by itself.
    attempt.messages = texts.get(attempt.pk)
    try:
        said = messages_of(attempt)
    except OutputLost:
        return Exchange(attempt, kept="lost")
    return Exchange(attempt, said, "whole" if said else "none")


def _cut(message: JsonObject) -> JsonObject:
    text = str(message.get("text", ""))
    shown = text[:SHOWN_CHARS]
    return {**message, "text": shown, "characters": len(text), "is_cut": shown != text}
