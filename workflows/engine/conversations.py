"""What was said with a model in one attempt: bounded, kept as JSON text with the attempt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from workflows.definition.json_types import JsonObject
from workflows.engine import payloads
from workflows.engine.payloads import NOTHING_STORED, Stored, storable_text
from workflows.errors import OutputInvalid, OutputNotKept
from workflows.models import Attempt
from workflows.providers import Message

MESSAGE_CHARS = 200_000
MESSAGES = 200


class Conversation:
    """Collects messages in order; of long ones only the beginning, of very many only the first."""

    def __init__(self) -> None:
        self.messages: list[JsonObject] = []

    def add(self, message: Message) -> None:
        if len(self.messages) >= MESSAGES:
            return
        text = message.text[:MESSAGE_CHARS]
        said: JsonObject = {
            name: storable_text(value)
            for name, value in asdict(message).items()
            if value and name != "text"
        }
        left_out = len(message.text) - len(text)
        cut: JsonObject = {"left_out": left_out} if left_out else {}
        self.messages.append({**said, "text": storable_text(text), **cut})


def store_messages(messages: Sequence[JsonObject]) -> Stored:
    """Keep a conversation, if it can be: an attempt does not fail for want of it."""
    if not messages:
        return NOTHING_STORED
    try:
        return payloads.store(payloads.to_text(list(messages)))
    except (OutputInvalid, OutputNotKept):
        return NOTHING_STORED


def messages_of(attempt: Attempt) -> list[JsonObject]:
    """
    Raises:
        OutputLost: the file that held them is gone.
    """
    kept = payloads.read(attempt.messages, attempt.messages_file)
    return [each for each in kept if isinstance(each, dict)] if isinstance(kept, list) else []
