"""
Structured logs: one event a line, with the ids of the request, execution and task it belongs to.

Code anywhere binds ids with `structlog.contextvars.bound_contextvars(execution=…, task=…)`; plain
`logging` calls of libraries get the same ids and the same form.
"""

from __future__ import annotations

import logging.config
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
import structlog.tracebacks

from orchestrator_site.configuration import LogConfig

HIDDEN = "[hidden]"
SECRET_WORDS = ("password", "secret", "token", "api_key", "authorization", "cookie", "credential")
CONTROL_CHARACTERS = {code: f"\\x{code:02x}" for code in (*range(32), 127, 0x85, 0x2028, 0x2029)}
CONTROL_CHARACTERS[ord("\n")] = "\\n"

# Addresses that let in whoever has them, as Django's lines on refused requests name them.
LINKS = re.compile(r"/(join|sign-in)/[^/?\s]+")

# Never with local variables, which both defaults of structlog print: keys are among them.
PLAIN_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=30)
)

EventDict = MutableMapping[str, Any]


def hide_secrets(_: Any, __: str, event: EventDict) -> EventDict:
    """Replace values whose names say that they are secret; counts such as `tokens` stay."""
    for key, value in event.items():
        name = key.lower()
        if any(word in name for word in SECRET_WORDS) and not isinstance(value, int | float):
            event[key] = HIDDEN
    return event


def drop_request_object(_: Any, __: str, event: EventDict) -> EventDict:
    """Django attaches the whole request to its lines; its id is there already."""
    event.pop("request", None)
    return event


def hide_links(_: Any, __: str, event: EventDict) -> EventDict:
    """A link that is refused now, as of too many tries, may still be good later."""
    text = event.get("event")
    if isinstance(text, str):
        event["event"] = LINKS.sub(rf"/\1/{HIDDEN}", text)
    return event


def escape_control_characters(_: Any, __: str, event: EventDict) -> EventDict:
    """A path or a name with a line break in it must not look like a line of its own."""
    text = event.get("event")
    if isinstance(text, str):
        event["event"] = text.translate(CONTROL_CHARACTERS)
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    drop_request_object,
    hide_secrets,
    hide_links,
    escape_control_characters,
]


def logging_settings(log: LogConfig) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr, as JSON unless a person is looking."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "processors": renderers(as_json=wants_json(log)),
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": log.level},
        "loggers": {
            "django": {"handlers": [], "level": log.level, "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            **{name: {"level": quieter(log.level)} for name in CHATTY},
        },
    }


# They tell of each message and each connection; of use when the switch says DEBUG, not before.
CHATTY = ("amqp", "asyncio", "celery", "daphne", "httpcore", "httpx", "kombu", "urllib3")


def quieter(level: str) -> str:
    return "WARNING" if level == "INFO" else level


def wants_json(log: LogConfig) -> bool:
    return log.format == "json" or (log.format == "auto" and not sys.stderr.isatty())


def renderers(*, as_json: bool) -> list[Any]:
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if as_json:
        return [
            drop,
            PLAIN_TRACEBACKS,
            structlog.processors.JSONRenderer(default=str),
        ]
    return [
        drop,
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        ),
    ]


def configure(settings: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG: set up the standard library and structlog alike."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(settings)
