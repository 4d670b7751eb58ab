from typing import Any

from django.apps import AppConfig
from django.core.signals import setting_changed

from workflows.conf import forget_config


class WorkflowsConfig(AppConfig):
    name = "workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        setting_changed.connect(_forget, dispatch_uid="workflows.conf")


def _forget(**change: Any) -> None:
    forget_config()
