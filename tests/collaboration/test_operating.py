"""What operators see of documents and do with them: panel, command, metrics."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from collaboration.checkpoints.keeping import keep_by_hand
from collaboration.models import SharedDocument
from collaboration.persistence.log import append, find_document
from tests.collaboration.store import a_workflow, appending, entry, patch, replace
from tests.pages.builders import operator
from workflows.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.force_login(operator())
    return client


@pytest.mark.parametrize("model", ["shareddocument", "checkpoint"])
def test_the_panel_lists_and_shows_and_changes_nothing(browser: Client, model: str) -> None:
    workflow, ada = a_workflow()
    kept = keep_by_hand(user=ada, workflow_id=workflow.public_id, name="Mine")
    key = kept.pk if model == "checkpoint" else kept.document_id

    listed = browser.get(reverse(f"admin:collaboration_{model}_changelist"))
    shown = browser.get(reverse(f"admin:collaboration_{model}_change", args=[key]))
    added = browser.get(reverse(f"admin:collaboration_{model}_add"))
    deleted = browser.post(reverse(f"admin:collaboration_{model}_delete", args=[key]))

    assert (listed.status_code, shown.status_code) == (200, 200)
    assert (added.status_code, deleted.status_code) == (403, 403)
    assert b"_save" not in shown.content


def test_an_operator_merges_a_log_on_the_record(browser: Client) -> None:
    workflow, ada = a_workflow()
    patch(workflow, ada, replace("/name", "B"))
    document = find_document(workflow)
    AuditEntry.objects.all().delete()

    for _ in range(2):
        browser.post(
            reverse("admin:collaboration_shareddocument_changelist"),
            {"action": "compact", "_selected_action": [document.pk]},
        )

    document.refresh_from_db()
    assert (document.tail_count, document.compactions) == (0, 1)
    assert [each.action for each in AuditEntry.objects.all()] == ["admin.compact"]


def test_the_command_merges_what_it_can_and_names_the_rest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (broken, ada), (fine, ben) = a_workflow("one"), a_workflow("two")
    append([appending(find_document(broken), entry(b"\xff", ada))])
    patch(fine, ben, replace("/name", "B"))

    with pytest.raises(CommandError, match="1 documents"):
        call_command("compact_documents")

    said = capsys.readouterr()
    assert "Merged 1 logs." in said.out
    assert "cannot be read" in said.err
    assert SharedDocument.objects.get(workflow=fine).tail_count == 0


def test_metrics_tell_of_logs_and_checkpoints(client: Client) -> None:
    workflow, ada = a_workflow()
    patch(workflow, ada, replace("/name", "B"))
    keep_by_hand(user=ada, workflow_id=workflow.public_id)

    text = client.get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()

    assert "orchestrator_documents 1.0" in text
    assert "orchestrator_document_tail_updates 1.0" in text
    assert "orchestrator_document_compactions_total 0.0" in text
    assert 'orchestrator_checkpoints{reason="manual"} 1.0' in text
