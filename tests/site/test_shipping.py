"""The files that install, configure and ship the product keep to what the product knows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands
from pydantic import BaseModel

from orchestrator_site.configuration import Configuration, SiteConfig
from orchestrator_site.configuration.sources import PREFIX, WELL_KNOWN, read_file
from tests.processes import ROOT
from workflows.conf import WorkflowsConfig

EXAMPLE = ROOT / "docs/orchestrator.example.yaml"


def compose() -> dict[str, Any]:
    content = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert isinstance(content, dict)
    return content


def product_services() -> dict[str, dict[str, Any]]:
    services = compose()["services"]
    return {
        name: service
        for name, service in services.items()
        if service.get("image") == "multi-agent-orchestrator"
    }


def is_known_variable(name: str) -> bool:
    if name in WELL_KNOWN:
        return True
    model: Any = Configuration
    for key in name.removeprefix(PREFIX).lower().split("__"):
        if key not in getattr(model, "model_fields", {}):
            return False
        model = model.model_fields[key].annotation
    return name.startswith(PREFIX)


def test_the_example_file_holds_the_usual_values() -> None:
    example = read_file(EXAMPLE)

    assert SiteConfig.model_validate(example["site"]) == SiteConfig()
    assert WorkflowsConfig.model_validate(example["workflows"]) == WorkflowsConfig()


@pytest.mark.parametrize("model", [SiteConfig, WorkflowsConfig])
def test_the_example_file_shows_every_key(model: type[BaseModel]) -> None:
    section = "site" if model is SiteConfig else "workflows"

    assert keys_of(read_file(EXAMPLE)[section]) >= keys_of(model().model_dump())


def keys_of(section: dict[str, Any], prefix: str = "") -> set[str]:
    return {
        key
        for name, value in section.items()
        for key in (
            keys_of(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name}
        )
    }


@pytest.mark.parametrize("name", ["migrate", "web", "worker"])
def test_compose_runs_commands_that_there_are(name: str) -> None:
    command = product_services()[name]["command"]

    assert command[:2] == ["python", "manage.py"]
    assert command[2] in get_commands()


@pytest.mark.parametrize("name", ["web", "worker"])
def test_compose_checks_health_with_a_command_that_there_is(name: str) -> None:
    test = product_services()[name]["healthcheck"]["test"]

    assert test[:3] == ["CMD", "python", "manage.py"]
    assert test[3] in get_commands()


def test_compose_sets_only_variables_that_the_product_reads() -> None:
    for service in product_services().values():
        unknown = [name for name in service["environment"] if not is_known_variable(name)]

        assert not unknown


def test_the_image_sets_only_variables_that_the_product_reads() -> None:
    text = (ROOT / "Dockerfile").read_text()
    names = re.findall(r"\b(DATA_DIR|PORT|ORCHESTRATOR_\w+)=", text)

    assert "ORCHESTRATOR_SITE__STATIC_DIR" in names
    assert all(is_known_variable(name) for name in names)


def test_a_variable_nobody_reads_is_recognised() -> None:
    assert not is_known_variable("ORCHESTRATOR_SITE__PROT")
    assert not is_known_variable("DATABASE")


def test_the_image_does_not_run_as_root() -> None:
    last_stage = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]

    assert re.search(r"^USER (?!root)\w+", last_stage, re.M)
    assert "HEALTHCHECK" in last_stage


def files_the_app_takes_from_outside() -> set[str]:
    """What the sources of the app import from other folders, as paths of this repository."""
    relative = re.compile(r"""['"]((?:\.\./)+[^'"]+)['"]""")
    found = {
        (source.parent / name).resolve().relative_to(ROOT)
        for source in (ROOT / "frontend" / "src").rglob("*.*")
        for name in relative.findall(source.read_text(encoding="utf-8"))
    }
    return {path.as_posix() for path in found if path.parts[0] != "frontend"}


def test_the_app_is_built_from_all_that_it_reads() -> None:
    stage = (ROOT / "Dockerfile").read_text().split("\nFROM ")[1]
    copied = tuple(re.findall(r"^COPY (\S+) ", stage, re.M))
    recipe = re.search(r"^\$\(FRONTEND\): (.+)$", (ROOT / "Makefile").read_text(), re.M)
    outside = files_the_app_takes_from_outside()

    assert recipe is not None
    assert "collaboration/sync/layout.json" in outside
    assert [path for path in outside if not path.startswith(copied)] == []
    assert outside <= {*recipe[1].split()}


def test_the_example_environment_names_all_that_compose_demands() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    demanded = set(re.findall(r"\$\{(\w+):\?", text))
    offered = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.M))

    assert demanded <= offered
    assert set(re.findall(r"\$\{(\w+)", text)) == offered


def test_every_service_that_others_wait_for_can_be_asked_for_its_health() -> None:
    services = compose()["services"]
    for service in services.values():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "test" in services[other]["healthcheck"]


def test_make_alone_lists_its_targets() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)

    for target in ("setup", "run", "dev", "test", "test-long", "check", "bench", "schema", "clean"):
        assert re.search(rf"make {target}\s", done.stdout)


@pytest.mark.parametrize("script", sorted((ROOT / ".ci").glob("*")), ids=lambda path: path.name)
def test_scripts_stop_at_the_first_error(script: Path) -> None:
    text = script.read_text()
    if text.startswith("#!"):
        assert text.startswith("#!/usr/bin/env bash\n")
        assert "set -euo pipefail" in text
        assert script.stat().st_mode & 0o111
