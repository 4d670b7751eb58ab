"""The typed values of a document whose shape was checked; fields with wrong shapes are left out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from workflows.definition.document import (
    SCHEMA,
    Concurrency,
    Dependency,
    Document,
    OnError,
    RetryRule,
    Settings,
    Task,
)
from workflows.definition.json_types import JsonObject, JsonValue, TaskId
from workflows.definition.json_values import json_pointer
from workflows.definition.kinds import Kind
from workflows.definition.priorities import NORMAL, resolve_priority


def build_document(
    raw: JsonObject, unreadable: frozenset[str], kinds: Mapping[str, Kind]
) -> Document:
    """
    Args:
        unreadable: JSON pointers of top-level fields and of fields of tasks to read as absent.
    """
    read = _readable(raw, unreadable)
    tasks = read.get("tasks", {})
    return Document(
        schema=SCHEMA,
        name=read.get("name", ""),
        description=read.get("description", ""),
        tags=tuple(read.get("tags", ())),
        inputs=read.get("inputs", {}),
        settings=_build_settings(read.get("settings", {})),
        tasks=MappingProxyType(
            {
                task_id: _build_task(task_id, _readable(task, unreadable, "tasks", task_id), kinds)
                for task_id, task in tasks.items()
                if isinstance(task, dict)
            }
        ),
        outputs=read.get("outputs", {}),
        raw=raw,
    )


def _readable(value: JsonObject, unreadable: frozenset[str], *at: str) -> JsonObject:
    if not unreadable:
        return value
    return {key: each for key, each in value.items() if json_pointer(*at, key) not in unreadable}


def _build_settings(raw: JsonObject) -> Settings:
    return Settings(
        timeout_s=raw.get("timeout_s"),
        max_parallel=_whole(raw.get("max_parallel")),
        on_failure=raw.get("on_failure", "stop"),
        concurrency=_build_concurrency(raw.get("concurrency")),
        budget_usd=raw.get("budget", {}).get("usd"),
    )


def _build_concurrency(raw: JsonObject | None) -> Concurrency | None:
    if raw is None:
        return None
    return Concurrency(
        limit=int(raw["limit"]),
        when_full=raw.get("when_full", "queue"),
        max_queued=_whole(raw.get("max_queued")),
    )


def _whole(value: float | None) -> int | None:
    # 5.0 is a whole number for JSON Schema.
    return None if value is None else int(value)


def _build_task(task_id: TaskId, raw: JsonObject, kinds: Mapping[str, Kind]) -> Task:
    kind = raw.get("kind", "")
    own = kinds[kind].field_names() if kind in kinds else frozenset()
    return Task(
        id=task_id,
        name=raw.get("name", task_id),
        kind=kind,
        parent=raw.get("parent"),
        depends_on=_build_dependencies(raw.get("depends_on", [])),
        join=raw.get("join", "all"),
        when=raw.get("when"),
        timeout_s=raw.get("timeout_s"),
        retry=_build_retry(raw.get("retry", {})),
        on_error=_build_on_error(raw.get("on_error", "fail")),
        priority=resolve_priority(raw.get("priority", NORMAL)),
        cache_ttl_s=raw.get("cache", {}).get("ttl_s"),
        disabled=raw.get("disabled", False),
        type=raw.get("type"),
        input_schema=raw.get("input_schema"),
        output_schema=raw.get("output_schema"),
        settings={key: value for key, value in raw.items() if key in own},
    )


def _build_dependencies(texts: list[str]) -> tuple[Dependency, ...]:
    return tuple(Dependency.from_text(text) for text in sorted(set(texts)))


def _build_retry(raw: JsonObject) -> RetryRule:
    default = RetryRule()
    return RetryRule(
        max_attempts=int(raw.get("max_attempts", default.max_attempts)),
        backoff=raw.get("backoff", default.backoff),
        initial_delay_s=raw.get("initial_delay_s", default.initial_delay_s),
        max_delay_s=raw.get("max_delay_s", default.max_delay_s),
        jitter=raw.get("jitter", default.jitter),
    )


def _build_on_error(raw: JsonValue) -> OnError:
    if isinstance(raw, str):
        return OnError("continue" if raw == "continue" else "fail")
    if "agent" in raw:
        return OnError("agent", agent=raw["agent"])
    return OnError("output", output=raw["output"])
