"""The composition root as a Django app: its commands, its pages, the Celery app."""

from importlib import import_module

from django.apps import AppConfig

EVERY_S = 5


class OrchestratorSiteConfig(AppConfig):
    name = "orchestrator_site"

    def ready(self) -> None:
        # Tasks declared by apps bind to the Celery app that exists when they are first used.
        import_module("orchestrator_site.celery")
        _register_mail()


def _register_mail() -> None:
    # Here and not at the top: these need the models, which are loaded only now.
    from orchestrator_site.mail import is_mail_on, tend_mail
    from workflows.hooks import register_periodic

    if is_mail_on():
        register_periodic("mail", EVERY_S, tend_mail)
