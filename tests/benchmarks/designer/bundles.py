"""What a browser loads of the pages, as it is sent."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping

from tests.processes import ROOT

BUILT = ROOT / "orchestrator_site" / "static" / "app"

# Each may grow a tenth beyond it by accident; more is for somebody to decide.
BUDGETS_KB: Mapping[str, float] = {
    "list": 170,
    "designer": 300,
    "run page": 300,
    "prompt editor": 125,
    "styles": 25,
    "fonts": 55,
}


def sizes_kb() -> Mapping[str, float]:
    """kB (1,000 bytes) of scripts, styles and fonts, gzip -9, by what a page loads at once."""
    index = (BUILT / "index.html").read_text()
    entry = set(re.findall(r"assets/([\w.-]+\.js)", index))
    designer = _closure(entry | _scripts("DesignerPage"))
    return {
        "list": _kb(_closure(entry | _scripts("WorkflowsPage"))),
        "designer": _kb(designer),
        "run page": _kb(_closure(entry | _scripts("RunPage") | _scripts("GraphTab"))),
        "prompt editor": _kb(_closure(_scripts("TextEditor")) - designer),
        "styles": _kb({path.name for path in BUILT.glob("assets/*.css")}),
        "fonts": round(sum(p.stat().st_size for p in BUILT.glob("assets/*.woff2")) / 1_000, 1),
    }


def _scripts(page: str) -> set[str]:
    found = {path.name for path in BUILT.glob(f"assets/{page}-*.js")}
    assert found, f"nothing is built for {page}"
    return found


def _closure(names: set[str]) -> set[str]:
    """These files and all that they import at once."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        text = (BUILT / "assets" / name).read_text()
        waiting += re.findall(r'(?:from|import)\s*"\./([\w.-]+\.js)"', text)
    return found


def _kb(names: set[str]) -> float:
    sizes = (len(gzip.compress((BUILT / "assets" / name).read_bytes(), 9)) for name in names)
    return round(sum(sizes) / 1_000, 1)
