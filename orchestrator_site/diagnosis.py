"""What a report about a problem needs, with no secret in it."""

from __future__ import annotations

import platform
import shutil
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pydantic import BaseModel

from collaboration.persistence import metrics as documents_metrics
from orchestrator_site import versions
from orchestrator_site.health import CHECKS, run_checks

SET = "(set)"
SECRET_FIELDS = frozenset({"api_key", "metrics_token", "password", "secret_key"})


def diagnose() -> dict[str, Any]:
    return {
        "product": versions.product_version(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": versions.package_versions(),
        "warnings": versions.warnings(),
        "database": describe_database(),
        "documents": describe_documents(),
        "disk_free_bytes": free_bytes(),
        "checks": run_checks(CHECKS),
        "configuration": {
            "site": without_secrets(settings.SITE),
            "workflows": without_secrets(settings.WORKFLOWS),
            "collaboration": without_secrets(settings.COLLABORATION),
        },
    }


def describe_database() -> dict[str, Any]:
    try:
        with connection.cursor():
            executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return {
            "vendor": connection.vendor,
            "version": ".".join(map(str, connection.get_database_version())),
            "migrations_missing": len(missing),
        }
    except Exception as error:  # the report is wanted most when the database is away
        return {"vendor": connection.vendor, "error": type(error).__name__}


def describe_documents() -> dict[str, Any]:
    """How many shared documents there are, and how long their logs."""
    try:
        return {
            sample.name.removeprefix("orchestrator_"): sample.value
            for metric in documents_metrics.collect()
            for sample in metric.samples
            if not sample.labels
        }
    except Exception as error:  # the tables may be missing still
        return {"error": type(error).__name__}


def free_bytes() -> int | None:
    return shutil.disk_usage(settings.DATA_DIR).free if settings.DATA_DIR.is_dir() else None


def without_secrets(value: Any, name: str = "") -> Any:
    """Values that are secret become "(set)"; addresses lose their user and password."""
    if isinstance(value, BaseModel):
        return {key: without_secrets(getattr(value, key), key) for key in type(value).model_fields}
    if isinstance(value, dict):
        return {str(key): without_secrets(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(item, name) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return SET if name in SECRET_FIELDS else without_password(str(value))


def without_password(text: str) -> str:
    if "://" not in text:
        return text
    parts = urlsplit(text)
    host = parts.netloc.rpartition("@")[2]
    # The query may carry a password as well (`?password=`, `?sslkey=`).
    return parts._replace(netloc=host, query=SET if parts.query else "").geturl()
