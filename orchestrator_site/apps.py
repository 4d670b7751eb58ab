"""The composition root as a Django app: its commands, its pages, the Celery app."""

from importlib import import_module

from django.apps import AppConfig


class OrchestratorSiteConfig(AppConfig):
    name = "orchestrator_site"

    def ready(self) -> None:
        # Tasks declared by apps bind to the Celery app that exists when they are first used.
        import_module("orchestrator_site.celery")
