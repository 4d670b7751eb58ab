"""
Model calls: vendors, OpenAI-compatible servers, the local model, the script.

Nothing heavy is imported before the first call.
"""

from workflows.providers.call import call_model
from workflows.providers.calls import (
    AnswerInvalid,
    Message,
    ModelAnswer,
    ModelCall,
    OnMessage,
    OnText,
)
from workflows.providers.catalogue import (
    KnownModel,
    ProviderState,
    available_providers,
    context_tokens_of,
    known_models,
    resolve_default,
    split_name,
)
from workflows.providers.services import ProviderServices, provider_services

__all__ = [
    "AnswerInvalid",
    "KnownModel",
    "Message",
    "ModelAnswer",
    "ModelCall",
    "OnMessage",
    "OnText",
    "ProviderServices",
    "ProviderState",
    "available_providers",
    "call_model",
    "context_tokens_of",
    "known_models",
    "provider_services",
    "resolve_default",
    "split_name",
]
