"""An installed package holds every file that a checkout runs with, the built app among them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from orchestrator_site.pages.app_shell import BUILT
from tests.processes import ROOT

PACKAGES = ("orchestrator_site", "workflows", "collaboration", "analytics")
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
APP = BUILT.parent.relative_to(ROOT)
SAMPLES = ("index.html", "assets/app-a1.js", "assets/app-b2.css", "assets/face-c3.woff2")


def kept_files(*names: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *names], cwd=ROOT, capture_output=True, check=True
    )
    return [Path(name) for name in listed.stdout.decode().split("\0") if name]


def files_of_the_app() -> list[Path]:
    """What was built here; a checkout without it stands in with a file of each sort."""
    found = [path.relative_to(ROOT) for path in (ROOT / APP).rglob("*") if path.is_file()]
    return [path for path in found if ".vite" not in path.parts] or [APP / n for n in SAMPLES]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> set[Path]:
    """The names in the wheel of a copy of this checkout."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in [*kept_files(*PACKAGES, "pyproject.toml", "README.md", "LICENSE")]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
    for name in files_of_the_app():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text("built")
    subprocess.run(
        [sys.executable, "-c", BUILD, "out"], cwd=copy, capture_output=True, check=True, timeout=120
    )
    (wheel,) = (copy / "out").glob("*.whl")
    return {Path(name) for name in ZipFile(wheel).namelist()}


def test_the_wheel_holds_the_built_app(shipped: set[Path]) -> None:
    assert not set(files_of_the_app()) - shipped


def test_the_wheel_holds_every_file_of_the_packages(shipped: set[Path]) -> None:
    assert not set(kept_files(*PACKAGES)) - shipped


def test_the_wheel_holds_nothing_else(shipped: set[Path]) -> None:
    assert {path.parts[0] for path in shipped if ".dist-info" not in path.parts[0]} == {*PACKAGES}
