from typing import Any

from django.apps import AppConfig
from django.core.signals import setting_changed

from collaboration.conf import forget_config


class CollaborationAppConfig(AppConfig):
    name = "collaboration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        setting_changed.connect(_forget, dispatch_uid="collaboration.conf")
        _keep_drafts()
        _tell_rooms()
        _register_upkeep()


def _forget(**change: Any) -> None:
    forget_config()


def _keep_drafts() -> None:
    # Here and not at the top: these need the models, which are loaded only now.
    from collaboration.shared_drafts import SharedDrafts
    from workflows.drafts import install_drafts

    install_drafts(SharedDrafts())


def _tell_rooms() -> None:
    # Here and not at the top: these need the models, which are loaded only now.
    from collaboration.comments.news import on_comments
    from collaboration.persistence import hints as log_hints
    from collaboration.rooms import hints, rights
    from workflows.hooks import on_pins_changed

    log_hints.install(hints.document_grown)
    on_comments(hints.thread_changed)
    on_pins_changed(hints.pins_changed)
    rights.listen()


def _register_upkeep() -> None:
    from collaboration.checkpoints.upkeep import EVERY_S, tend_documents
    from collaboration.comments.forgetting import EVERY_S as FORGET_S
    from collaboration.comments.forgetting import forget_mentions
    from workflows.hooks import register_periodic

    register_periodic("old notices of comments", FORGET_S, forget_mentions)
    register_periodic("shared documents", EVERY_S, tend_documents)
