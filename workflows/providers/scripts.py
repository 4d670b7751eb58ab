"""What the scripted provider was told to do, read from a call's settings; pure."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from typing import Any

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.errors import ProviderRefused
from workflows.providers.calls import ModelCall
from workflows.providers.made_up_values import make_up
from workflows.providers.outputs import fits

SPOKEN = (
    "the plan holds and every part of it was read twice before work began so the result is clear "
    "and short with three points that matter first the numbers agree second nothing is missing "
    "third the next step is known"
)
WORDS = tuple(SPOKEN.split())
MOST_WORDS = 100_000
KNOWN_KEYS = frozenset(
    (
        *("answer", "answers", "rules", "duration_s", "words", "fail", "hang"),
        *("break_off", "input_tokens", "output_tokens"),
    )
)


@dataclass(frozen=True, slots=True)
class Failure:
    """
    Args:
        times: the first so many attempts fail.
        status: an HTTP status as a vendor would send it.
    """

    times: int
    status: int
    retry_after_s: float | None


@dataclass(frozen=True, slots=True)
class Script:
    """
    What happens in one call.

    Args:
        text: the whole answer.
        duration_s: from the start to the last piece, spread evenly.
        hangs: nothing is ever answered.
        breaks_off: the connection ends after half of the text.
    """

    text: str
    duration_s: float
    failure: Failure | None
    hangs: bool
    breaks_off: bool
    input_tokens: int
    output_tokens: int


def script_of(call: ModelCall) -> Script:
    """
    The script for a call, the same whenever the call is the same.

    Raises:
        ProviderRefused: the script is not understood, or no value can be made for the schema.
    """
    told = call.settings.get("script") or {}
    _check(told)
    text = _as_text(_answer_of(call, told))
    return Script(
        text=text,
        duration_s=float(told.get("duration_s", 0)),
        failure=_failure_of(told.get("fail")),
        hangs=bool(told.get("hang")),
        breaks_off=bool(told.get("break_off")),
        input_tokens=int(told.get("input_tokens", _count(call.instructions + " " + call.prompt))),
        output_tokens=int(told.get("output_tokens", _count(text))),
    )


def pieces_of(text: str) -> list[str]:
    """The text word by word, spaces kept, as a model would stream it."""
    words = text.split(" ")
    return [word if place == 0 else f" {word}" for place, word in enumerate(words) if text]


def seed_of(call: ModelCall) -> int:
    """A number that only depends on what was asked and on the `seed` setting."""
    asked = [call.instructions, call.prompt, call.model, call.settings.get("seed")]
    return int.from_bytes(hashlib.sha256(json.dumps(asked).encode()).digest()[:8])


def _check(told: Any) -> None:
    if not isinstance(told, dict):
        raise ProviderRefused("The setting `script` is not an object.")
    if unknown := set(told) - KNOWN_KEYS:
        known = ", ".join(sorted(KNOWN_KEYS))
        raise ProviderRefused(f"The script holds {sorted(unknown)[0]!r}; it knows {known}.")


def _answer_of(call: ModelCall, told: JsonObject) -> JsonValue:
    for rule in told.get("rules", ()):
        if str(rule.get("contains", "")) in call.prompt:
            return rule.get("answer")
    if "answer" in told:
        return told["answer"]
    if told.get("answers"):
        return told["answers"][seed_of(call) % len(told["answers"])]
    if call.output_schema is not None:
        return _made_up(call.output_schema)
    return _sentence(seed_of(call), min(int(told.get("words", 24)), MOST_WORDS))


def _made_up(schema: JsonObject) -> JsonValue:
    try:
        value = make_up(schema)
    except ValueError as error:
        raise _cannot_make_up() from error
    if not fits(value, schema):
        raise _cannot_make_up()
    return value


def _cannot_make_up() -> ProviderRefused:
    return ProviderRefused(
        "The scripted provider cannot make up a value for this schema; "
        "write one into the setting script.answer."
    )


def _sentence(seed: int, words: int) -> str:
    chosen = random.Random(seed).choices(WORDS, k=max(words - 2, 1))  # noqa: S311
    return f"Scripted answer: {' '.join(chosen)}."


def _as_text(answer: JsonValue) -> str:
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def _failure_of(told: Any) -> Failure | None:
    if not told:
        return None
    if isinstance(told, int):
        return Failure(times=told, status=503, retry_after_s=None)
    return Failure(
        times=int(told.get("times", 1)),
        status=int(told.get("status", 503)),
        retry_after_s=told.get("retry_after_s"),
    )


def _count(text: str) -> int:
    return len(text.split())
