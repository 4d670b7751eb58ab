"""What one model call is, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, TypeAlias

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.errors import OutputInvalid

Role: TypeAlias = Literal["system", "user", "assistant", "tool"]
Kind: TypeAlias = Literal["text", "thinking", "tool_call", "tool_result", "error"]
FinishReason: TypeAlias = Literal["stop", "length", "content_filter", "tool_call", "error"]


@dataclass(frozen=True, slots=True)
class Message:
    """
    One thing that was said between a task and a model.

    Args:
        text: of a tool call its arguments as JSON; of an error why the model did not answer.
        name: of the tool.
        call: joins a tool's result to its call.
        model: `provider:model`, where a model said it.
    """

    role: Role
    kind: Kind
    text: str
    name: str = ""
    call: str = ""
    model: str = ""


OnText: TypeAlias = Callable[[str], None]
OnMessage: TypeAlias = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class ModelCall:
    """
    One request to a model.

    Args:
        provider: a name that `available_providers` lists.
        output_schema: JSON Schema of the wanted output; None asks for text.
        settings: max_tokens, temperature, top_p, stop, seed, …; what a vendor lacks is left out.
        timeout_s: for everything, fallbacks included; each model left gets an equal share.
        fallbacks: `provider:model`, tried in turn when the one before is busy or refuses.
        scope: who asks (`execution_id`, `task_id`, `attempt` from 1); only the scripted
            provider reads it.
    """

    provider: str
    model: str
    instructions: str
    prompt: str
    output_schema: JsonObject | None = None
    settings: JsonObject = field(default_factory=dict)
    timeout_s: float = 300.0
    fallbacks: tuple[str, ...] = ()
    scope: JsonObject = field(default_factory=dict)

    def redirected_to(self, provider: str, model: str, timeout_s: float) -> ModelCall:
        return replace(self, provider=provider, model=model, timeout_s=timeout_s, fallbacks=())


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """
    What a model answered.

    Args:
        output: the validated value when a schema was given, else the text.
        provider, model: who really answered, after fallbacks.
        cost_microusd: None where no price is known.
        requests: how many requests were sent, those of busy models before this one included.
        said: all that the model said, where that is more than the text.
    """

    output: JsonValue
    text: str
    provider: str
    model: str
    input_tokens: int
    output_tokens: int
    cost_microusd: int | None
    requests: int = 1
    finish_reason: FinishReason | None = None
    said: tuple[Message, ...] = ()


class AnswerInvalid(OutputInvalid):
    """
    A model answered, but not what was asked for.

    Args:
        answer: what it was, so that its tokens and money are counted; its output is the text.
    """

    def __init__(self, message: str, answer: ModelAnswer) -> None:
        super().__init__(message)
        self.answer = answer


class Backend(Protocol):
    """One way of answering: a vendor's service, the local model, a script."""

    async def answer(self, call: ModelCall, on_text: OnText | None) -> ModelAnswer:
        """
        The raw answer; `.output` is the text, still to be read and validated.

        Raises:
            ProviderBusy: another try may work.
            ProviderRefused: another try will not.
        """
        ...
