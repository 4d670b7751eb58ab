"""
`python -m tests.benchmarks.designer`: how fast the designer is in a real Chromium.

It prints the figures beside those of the last run, which it keeps in `var/bench-designer.json`.
Compare runs on one quiet machine, and the work a frame rather than frames a second: without a
graphics card the latter tell of the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, expect

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()  # the installations that tests start know the models

from tests.acceptance.installation import SCALED as ENGINE_SCALED  # noqa: E402
from tests.acceptance.installation import Embedded, Places  # noqa: E402
from tests.acceptance.processes import output_of  # noqa: E402
from tests.benchmarks.designer.parts import PARTS, SIZES  # noqa: E402
from tests.benchmarks.machine import describe_machine, load_average  # noqa: E402
from tests.chromium import launched  # noqa: E402
from tests.collaboration.conformance.site import SCALED, Site, set_up_team  # noqa: E402
from tests.processes import ROOT  # noqa: E402

KEPT = ROOT / "var" / "bench-designer.json"
PATIENCE_MS = 60_000


def main() -> None:
    asked = _parser().parse_args()
    print(f"{describe_machine()}; load average {load_average()}", flush=True)
    last = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    figures: dict[str, Any] = {}
    expect.set_options(timeout=PATIENCE_MS)
    with _installation() as site, launched() as browser:
        for part in asked.parts:
            figures[part] = measure(part, browser, site, asked)
            _show(part, figures[part], last.get(part))
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(last | figures, indent=2))
    print(f"Kept in {KEPT}; load average {load_average()}")


def measure(part: str, browser: Browser, site: Site, asked: argparse.Namespace) -> Any:
    options = {
        "frames": {"sizes": asked.sizes},
        "leak": {"minutes": asked.minutes},
    }
    return PARTS[part](browser, site, **options.get(part, {}))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument(
        "--minutes", type=float, default=2, help="how long `leak` walks its journey; in full: 30"
    )
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=SIZES, help="of the graphs that `frames` moves"
    )
    return parser


@contextmanager
def _installation() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="bench-designer-") as folder:
        environment = {**ENGINE_SCALED, **SCALED, "DATA_DIR": folder}
        output_of(["migrate", "--verbosity", "0"], environment)
        team = set_up_team(environment)
        site = Site(Embedded(Places(Path(folder), team.owner.token), SCALED), team)
        site.start()
        try:
            yield site
        finally:
            site.close()


def _show(title: str, figures: Any, last: Any, depth: int = 0) -> None:
    if isinstance(figures, dict):
        print(f"{'  ' * depth}{title}", flush=True)
        for name, each in figures.items():
            _show(name, each, last.get(name) if isinstance(last, dict) else None, depth + 1)
        return
    before = "" if last is None else f"   (last run {last})"
    print(f"{'  ' * depth}{title}: {figures}{before}", flush=True)


if __name__ == "__main__":
    main()
