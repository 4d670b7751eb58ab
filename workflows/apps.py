from typing import Any

from django.apps import AppConfig
from django.core.signals import setting_changed

from workflows.conf import forget_config


class WorkflowsConfig(AppConfig):
    name = "workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        setting_changed.connect(_forget, dispatch_uid="workflows.conf")
        _register_housekeeping()


def _forget(**change: Any) -> None:
    forget_config()


def _register_housekeeping() -> None:
    # Here and not at the top: these need the models, which are loaded only now.
    from workflows.hooks import register_periodic
    from workflows.rest.idempotency import forget_expired_keys

    register_periodic("idempotency keys", 3_600, forget_expired_keys)
