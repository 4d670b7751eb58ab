"""Celery's and Channels' settings: messages are hints, so nothing here has to be durable."""

from __future__ import annotations

from typing import Any

from orchestrator_site.configuration import SiteConfig

REDIS_SCHEMES = ("redis://", "rediss://", "redis+socket://", "unix://")

# Without them a publish on a half-dead connection waits for ever.
REDIS_TIMEOUTS = {
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "health_check_interval": 25,
    "visibility_timeout": 3600,
}


def celery_settings(site: SiteConfig, slots: int) -> dict[str, Any]:
    broker = site.effective_broker_url
    return {
        "CELERY_BROKER_URL": broker,
        "CELERY_BROKER_TRANSPORT_OPTIONS": (
            REDIS_TIMEOUTS if broker.startswith(REDIS_SCHEMES) else {}
        ),
        "CELERY_BROKER_CONNECTION_TIMEOUT": 4,
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        "CELERY_BROKER_CONNECTION_MAX_RETRIES": None,  # a broker may be down for hours
        # A full or read-only Redis refuses commands; without this the worker ends at that.
        "CELERY_BROKER_CHANNEL_ERROR_RETRY": True,
        "CELERY_TASK_PUBLISH_RETRY": False,  # a lost bell is found by polling; do not hold commits
        "CELERY_TASK_DEFAULT_QUEUE": "orchestrator",
        "CELERY_TASK_SERIALIZER": "json",
        "CELERY_ACCEPT_CONTENT": ["json"],
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_TASK_ACKS_LATE": False,
        "CELERY_WORKER_CONCURRENCY": slots,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_WORKER_HIJACK_ROOT_LOGGER": False,
        "CELERY_WORKER_REDIRECT_STDOUTS": False,
        "CELERY_WORKER_SEND_TASK_EVENTS": False,
        # Remote control could stop workers for anyone who reaches the broker.
        "CELERY_WORKER_ENABLE_REMOTE_CONTROL": False,
        # Else Celery closes the database connection around every message.
        "CELERY_DB_REUSE_MAX": 10_000,
    }


def channel_layers(site: SiteConfig) -> dict[str, Any]:
    if site.redis_url:
        # The pub/sub layer: the other one drops what exceeds 100 messages a channel.
        return {
            "default": {
                "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
                "CONFIG": {"hosts": [site.redis_url], "prefix": "orchestrator"},
            }
        }
    return {
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": 5000},
        }
    }
