"""A report about a problem holds what is needed, and no secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_site.diagnosis import describe_documents, without_password
from orchestrator_site.versions import PACKAGE_FLOORS, numbers_of, old_packages
from tests.collaboration.store import a_workflow
from tests.processes import ROOT, manage


def test_it_shows_versions_configuration_and_health_but_no_secret(tmp_path: Path) -> None:
    done = manage(
        "diagnose",
        environment={
            "DATA_DIR": str(tmp_path),
            "ANTHROPIC_API_KEY": "canary-1",
            "SECRET_KEY": "canary-2",
            "REDIS_URL": "redis://user:canary-3@127.0.0.1:1/0",
            "ORCHESTRATOR_SITE__METRICS_TOKEN": "canary-4",
            "ORCHESTRATOR_WORKFLOWS__MODELS__COMPATIBLE__VLLM__API_KEY": "canary-5",
            "BROKER_URL": "amqp://u:canary-6@127.0.0.1:1//",
            "ORCHESTRATOR_WORKFLOWS__MODELS__OPENAI__BASE_URL": "https://u:canary-7@h/v1?k=canary-8",
        },
    )

    report = json.loads(done.stdout)
    assert "canary" not in done.stdout
    assert "canary" not in done.stderr
    assert report["configuration"]["workflows"]["models"]["anthropic"]["api_key"] == "(set)"
    assert report["configuration"]["workflows"]["models"]["openai"]["base_url"].startswith("https")
    assert report["checks"]["broker"] == "not reachable"
    assert report["database"]["migrations_missing"] > 0
    assert report["documents"] == {"error": "OperationalError"}
    assert report["configuration"]["collaboration"]["live_editing"] is True


@pytest.mark.django_db
def test_it_tells_how_many_documents_there_are_and_how_long_their_logs() -> None:
    a_workflow()

    found = describe_documents()

    assert (found["documents"], found["document_tail_updates"]) == (1, 0)


PARTS = st.text(st.characters(categories=["L", "N"], max_codepoint=127), min_size=1)


@given(PARTS, PARTS, PARTS)
def test_an_address_never_keeps_its_password(user: str, password: str, host: str) -> None:
    shown = without_password(f"redis://{user}:{password}!@{host}:6379/0")

    assert shown == f"redis://{host}:6379/0"


def test_no_installed_package_has_a_known_hole() -> None:
    assert old_packages() == []


@pytest.mark.parametrize("name", PACKAGE_FLOORS)
def test_the_pinned_versions_have_no_known_hole(name: str) -> None:
    pinned = dict(
        line.split("==")
        for line in (ROOT / ".ci/constraints.txt").read_text().splitlines()
        if "==" in line
    )

    assert numbers_of(pinned[name]) >= PACKAGE_FLOORS[name]
